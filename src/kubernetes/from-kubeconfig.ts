import { readFileSync } from 'node:fs';
import { HttpMethod, KubeConfig, RequestContext } from '@kubernetes/client-node';
import { ConfigurationError } from '../domain/errors.ts';
import type { ConnectOptions } from './connection.ts';

/**
 * Where the current context of a kubeconfig leads, and how it logs in there: with a token or a command that gives one.
 *
 * @param file The one that `kubectl` would take when absent.
 * @throws {ConfigurationError} where there is no such file or context, or it logs in with a certificate.
 */
export function fromKubeconfig(file?: string): Pick<ConnectOptions, 'describe' | 'token'> {
  const config = new KubeConfig();
  const source = file ?? process.env.KUBECONFIG ?? '~/.kube/config';
  const cluster = loaded(config, file, source).getCurrentCluster();
  if (!cluster) {
    throw new ConfigurationError(
      `${source} has no current context with a cluster.`,
      'Choose one: kubectl config use-context NAME.',
    );
  }
  const { server, caData, caFile } = cluster;
  const certificateAuthority = caData ?? (caFile ? fileIn(caFile, source) : null);
  if (certificateAuthority === null) {
    throw new ConfigurationError(
      `${source} names no certificate authority for ${server}.`,
      'Write it anew: aws eks update-kubeconfig --name CLUSTER.',
    );
  }
  return {
    describe: async () => ({ endpoint: server, certificateAuthority }),
    token: () => tokenOf(config, server, source),
  };
}

function fileIn(caFile: string, source: string): string {
  try {
    return readFileSync(caFile).toString('base64');
  } catch (error) {
    throw new ConfigurationError(
      `${source} names a certificate authority that cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Write it anew: aws eks update-kubeconfig --name CLUSTER.',
      { cause: error },
    );
  }
}

function loaded(config: KubeConfig, file: string | undefined, source: string): KubeConfig {
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
    return config;
  } catch (error) {
    throw new ConfigurationError(
      `${source} cannot be read as a kubeconfig: ${error instanceof Error ? error.message : String(error)}.`,
      'Name another with --kubeconfig, or leave it out.',
      { cause: error },
    );
  }
}

/** The client's own way to it, which runs the commands that a kubeconfig may name, and refreshes what they give. */
async function tokenOf(config: KubeConfig, server: string, source: string): Promise<string> {
  const context = new RequestContext(server, HttpMethod.GET);
  try {
    await config.applySecurityAuthentication(context);
  } catch (error) {
    // What the command printed in the place of a token may hold one.
    const reason = error instanceof Error && error.name !== 'SyntaxError' ? error.message.trim() : 'no JSON';
    throw new ConfigurationError(
      `${source}: the command that logs in to ${server} failed: ${reason || 'it says nothing'}.`,
      'See what it says: kubectl get nodes. Or leave --kubeconfig out: your AWS credentials are used then.',
      { cause: error },
    );
  }
  const { Authorization: authorization = '' } = context.getHeaders();
  if (authorization.startsWith('Bearer ')) return authorization.slice('Bearer '.length);
  throw new ConfigurationError(
    `${source} logs in to ${server} without a token.`,
    'Leave --kubeconfig out: your AWS credentials are used then.',
  );
}
