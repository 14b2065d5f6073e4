import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { KubernetesConnection } from '../../../sandbox/aws/eks/kubernetes-client.ts';
import type { Node, Pod } from '../../../sandbox/kubernetes/objects.ts';

/** Just enough of an API server for instances to join and leave; what it refuses is up to the test. */
export interface TestKubernetes {
  readonly connection: KubernetesConnection;
  readonly nodes: Map<string, Node>;
  readonly pods: Map<string, Pod>;
  /** `user: METHOD path`, in order, without the reads. */
  readonly writes: string[];
  /** Answers a status code to refuse a request with. */
  refuse: (request: { readonly method: string; readonly path: string }) => number | null;
  close(): Promise<void>;
}

export async function aKubernetes(
  objects: { readonly nodes?: Node[]; readonly pods?: Pod[] } = {},
): Promise<TestKubernetes> {
  const certificate = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const nodes = new Map((objects.nodes ?? []).map((node) => [node.metadata.name, node]));
  const pods = new Map((objects.pods ?? []).map((pod) => [pod.metadata.name, pod]));
  const writes: string[] = [];
  const server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    void handle(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  const handle = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const url = new URL(request.url ?? '/', 'https://test');
    const method = request.method ?? 'GET';
    const user = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const text = await readText(request);
    if (method !== 'GET') writes.push(`${user}: ${method} ${url.pathname}`);
    const refusal = kubernetes.refuse({ method, path: url.pathname });
    if (refusal !== null) return { status: refusal, body: { kind: 'Status', message: 'refused by the test' } };
    return act(method, url, text === '' ? {} : JSON.parse(text));
  };

  const list = (url: URL): unknown => {
    if (url.pathname.endsWith('/nodes')) return { items: [...nodes.values()] };
    const node = url.searchParams.get('fieldSelector')?.replace('spec.nodeName=', '');
    return { items: [...pods.values()].filter(({ spec }) => spec.nodeName === node) };
  };

  const act = (method: string, url: URL, body: Node): { status: number; body: unknown } => {
    if (method === 'GET') return { status: 200, body: list(url) };
    const [resource = '', name = ''] = url.pathname.split('/').slice(-2);
    if (name === 'eviction') pods.delete(resource);
    else if (method === 'POST') nodes.set(body.metadata.name, body);
    else if (method === 'DELETE') nodes.delete(name);
    else Object.assign(nodes.get(name) ?? {}, body);
    return { status: method === 'POST' ? 201 : 200, body: { kind: 'Status' } };
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubernetes: TestKubernetes = {
    connection: {
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      caPem: certificate.cert,
      token: (user) => user,
    },
    nodes,
    pods,
    writes,
    refuse: () => null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return kubernetes;
}

export function aNode(name: string, nodeGroup: string): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'eks.amazonaws.com/nodegroup': nodeGroup } } };
}

export function aPod(name: string, nodeName: string, owner = 'ReplicaSet'): Pod {
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: owner, name: 'owner', uid: 'u', controller: true }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ownerReferences },
    spec: { nodeName, containers: [] },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
