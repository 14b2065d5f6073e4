import { describe, expect, test } from '@jest/globals';
import { type AdmissionRequest, mayMatch } from '../../src/domain/cel.ts';

function aRequest(request: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return {
    operation: 'CREATE',
    group: '',
    version: 'v1',
    resource: 'nodes',
    subresource: '',
    kind: 'Node',
    namespace: '',
    username: 'system:node:a-node',
    groups: ['system:nodes', 'system:authenticated'],
    ...request,
  };
}

const aPodsCreation = aRequest({ resource: 'pods', kind: 'Pod', namespace: 'kube-system' });

const excludeBootstrap =
  '!(request.resource.group == "" && request.resource.resource == "nodes") && ' +
  '!(request.resource.group == "certificates.k8s.io" && request.resource.resource == "certificatesigningrequests")';

describe('a match condition', () => {
  test("of Kyverno's keeps nodes and certificate requests from it, and nothing else", () => {
    const certificate = aRequest({ group: 'certificates.k8s.io', resource: 'certificatesigningrequests' });

    expect(mayMatch(excludeBootstrap, aRequest())).toBe(false);
    expect(mayMatch(excludeBootstrap, certificate)).toBe(false);
    expect(mayMatch(excludeBootstrap, aPodsCreation)).toBe(true);
  });

  test.each([
    ['!("system:nodes" in request.userInfo.groups)', false],
    ['"system:masters" in request.userInfo.groups', false],
    ["request.operation != 'CREATE'", false],
    ["request.operation in ['UPDATE', 'DELETE']", false],
    ["request.operation in ['CREATE']", true],
    ['request.resource.resource == "nodes" ? false : true', false],
    ['request.kind.kind == "Pod"', false],
    ['!request.userInfo.username.startsWith("system:node:")', false],
    ['request.userInfo.username.endsWith("-controller")', false],
    ['request.userInfo.username.contains("node")', true],
    ['false || (true && false)', false],
    ['true // a remark', true],
    ['request.resource.resource == r"nodes" && false', false],
    ["request.resource.resource == 'no\\'des'", false],
  ])('%s may be true of a node that registers: %s', (expression, isTrue) => {
    expect(mayMatch(expression, aRequest())).toBe(isTrue);
  });

  test.each([
    ['object.metadata.namespace == "default"', false],
    ['request.namespace != "kube-system"', false],
    ['!(object.metadata.namespace in ["kube-system", "kube-node-lease"])', false],
    ['request.subResource == "eviction"', false],
  ])('%s may be true of a pod in kube-system: %s', (expression, isTrue) => {
    expect(mayMatch(expression, aPodsCreation)).toBe(isTrue);
  });

  test.each([
    'object.metadata.name == "x"',
    'has(object.metadata.labels) && object.metadata.labels["app"] == "x"',
    'request.userInfo.groups.exists(g, g == "nobody")',
    'size(object.spec.containers) > 100',
    'authorizer.group("").resource("pods").check("get").allowed()',
    'object.metadata.?labels.orValue({}) == {}',
    'request.resource.resource ==',
    '((true)',
    'true false',
    '"\\u0041" == "B"',
    '"""text""" == "x"',
    '1 + 1 == 3',
    '-1 == 1',
    '!object',
    '',
  ])('that is not understood, like %s, may be true', (expression) => {
    expect(mayMatch(expression, aRequest())).toBe(true);
  });

  test('is decided by what is known where the rest is not', () => {
    expect(mayMatch('object.spec.x == 1 && false', aRequest())).toBe(false);
    expect(mayMatch('false && object.spec.x == 1', aRequest())).toBe(false);
    expect(mayMatch('!(object.spec.x == 1 || true)', aRequest())).toBe(false);
    expect(mayMatch('object.spec.x == 1 || false', aRequest())).toBe(true);
    expect(mayMatch('object.spec.x == 1 ? false : false', aRequest())).toBe(false);
  });

  test('about a user that differs from cluster to cluster may be true either way', () => {
    const ours = aRequest({ username: null });

    expect(mayMatch('request.userInfo.username == "admin"', ours)).toBe(true);
    expect(mayMatch('request.userInfo.username != "admin"', ours)).toBe(true);
  });

  test('about the object of a deletion may be true, because there is none and CEL fails', () => {
    const deletion = aRequest({ ...aPodsCreation, operation: 'DELETE' });

    expect(mayMatch('object.metadata.namespace == "default"', deletion)).toBe(true);
    expect(mayMatch('oldObject.metadata.namespace == "default"', deletion)).toBe(false);
  });

  test('about the kind of a subresource may be true, because its body is of another kind', () => {
    const binding = aRequest({ ...aPodsCreation, subresource: 'binding' });

    expect(mayMatch('request.kind.kind == "Binding"', binding)).toBe(true);
    expect(mayMatch('request.subResource != "binding"', binding)).toBe(false);
  });
});
