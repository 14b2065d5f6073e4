import { isIP } from 'node:net';
import { connect } from 'node:tls';

const longestMs = 5_000;

/**
 * Opens a TLS connection to an API server, and closes it.
 *
 * @param endpoint `https://…`
 * @param certificateAuthority PEM bundle, base64.
 * @returns Null where it answers, else what is wrong, in the words of the network.
 */
export function tryEndpoint(endpoint: string, certificateAuthority: string): Promise<string | null> {
  const { hostname, port } = new URL(endpoint);
  const ca = Buffer.from(certificateAuthority, 'base64').toString('utf8');
  // An address has no name that TLS could ask for.
  const name = isIP(hostname) ? {} : { servername: hostname };
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 443), ca, ...name, timeout: longestMs });
    const end = (problem: string | null) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('secureConnect', () => end(null));
    socket.once('timeout', () => end(`no answer within ${longestMs / 1000} seconds`));
    socket.once('error', ({ message }) => end(message));
  });
}
