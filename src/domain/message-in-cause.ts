/** The words of an execution's cause: the message in what Lambda makes of an error, or the cause as it is. */
export function messageInCause(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    const hasMessage = typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed;
    return hasMessage ? String(parsed.errorMessage) : cause;
  } catch {
    // Step Functions' own causes, and a person's, are plain words.
    return cause;
  }
}
