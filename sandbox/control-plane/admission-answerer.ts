import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertificateAuthority } from '../kubernetes/http/certificate.ts';

/** What an AdmissionReview asks about, and of whom. */
export interface AdmissionQuestion {
  /** `kyverno-svc.kyverno.svc` */
  readonly host: string;
  /** `/validate`, without the query. */
  readonly path: string;
  /** Of the object; empty while a generated name is not made yet. */
  readonly name: string;
}

export interface AdmissionAnswerer {
  /** Speaks TLS and HTTP on a connection that the API server has opened to some pod. */
  serve(connection: Socket): void;
}

interface AdmissionReview {
  readonly apiVersion: string;
  readonly request: { readonly uid: string; readonly name?: string };
}

/**
 * Plays the pods of every webhook of a world. Its certificates are of `authority`, whose certificate the webhooks' caBundles
 * must hold.
 *
 * @param objection Why something is denied; null where it is allowed.
 */
export async function admissionAnswerer(
  authority: CertificateAuthority,
  objection: (question: AdmissionQuestion) => string | null,
): Promise<AdmissionAnswerer> {
  const contexts = new Map<string, Promise<SecureContext>>();
  const contextOf = (host: string): Promise<SecureContext> => {
    let context = contexts.get(host);
    if (context === undefined) {
      context = authority.sign({ dns: [host] }).then(({ key, cert }) => createSecureContext({ key, cert }));
      contexts.set(host, context);
    }
    return context;
  };
  // Whoever dials an address of numbers names no host.
  const { key, cert } = await authority.sign({ dns: ['localhost'], ip: ['127.0.0.1'] });
  const server: Server = createServer({
    key,
    cert,
    SNICallback: (host, answer) => {
      contextOf(host).then(
        (context) => answer(null, context),
        (error: Error) => answer(error),
      );
    },
  });
  server.on('request', (request, response) => {
    text(request).then(
      (body) => {
        const { apiVersion, request: asked } = JSON.parse(body) as AdmissionReview;
        const [path = ''] = (request.url ?? '').split('?');
        const message = objection({ host: hostOf(request.headers.host), path, name: asked.name ?? '' });
        const verdict = message === null ? { allowed: true } : { allowed: false, status: { message } };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ apiVersion, kind: 'AdmissionReview', response: { uid: asked.uid, ...verdict } }));
      },
      () => response.destroy(),
    );
  });
  // A connection that the API server or the proxy cuts is nobody's failure.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return { serve: (connection) => void server.emit('connection', connection) };
}

function hostOf(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '');
}
