/** Thrown instead of an answer: the server closes the connection and says nothing more. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
