/** The real control plane cannot be built or started. The message is one line that says what to do. */
export class ControlPlaneError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlPlaneError';
  }
}
