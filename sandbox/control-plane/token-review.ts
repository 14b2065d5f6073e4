import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { User } from '../kubernetes/api.ts';

export interface TokenReviewServer {
  /** What the API server's authentication webhook asks. */
  readonly url: string;
  /** Of that URL: `127.0.0.1:40001`. */
  readonly address: string;
  serve(connection: Socket): void;
  close(): Promise<void>;
}

/**
 * Answers the API server's TokenReviews with the sandbox's own judgement of a token: the place that aws-iam-authenticator has in EKS.
 * Plain HTTP, on 127.0.0.1.
 */
export async function startTokenReview(authenticate: (token: string) => User | null): Promise<TokenReviewServer> {
  const server = createServer((request, response) => {
    readToken(request).then(
      (token) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(review(token === null ? null : authenticate(token))));
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${address}/authenticate`,
    address,
    serve: (connection) => void server.emit('connection', connection),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readToken(request: IncomingMessage): Promise<string | null> {
  const body = JSON.parse(await text(request)) as { readonly spec?: { readonly token?: unknown } };
  return typeof body.spec?.token === 'string' ? body.spec.token : null;
}

function review(user: User | null): unknown {
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    status: user
      ? { authenticated: true, user: { username: user.name, uid: user.name, groups: user.groups } }
      : { authenticated: false },
  };
}
