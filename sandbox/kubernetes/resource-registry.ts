import { isJsonObject, valueAt } from './json-values.ts';
import type { KubeObject } from './objects.ts';
import { builtInTypes, guessPlural, type ResourceType, resourceId } from './resource-types.ts';

/** Splits an apiVersion: `apps/v1` is group `apps`, `v1` is the core group. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const [first = '', second] = apiVersion.split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** Everything that the API serves: the built-in kinds, and those that CustomResourceDefinitions or a world bring. */
export class ResourceRegistry {
  readonly #byId = new Map<string, ResourceType>();
  readonly #byKind = new Map<string, ResourceType>();

  constructor() {
    for (const type of builtInTypes) this.#add(type);
  }

  all(): readonly ResourceType[] {
    return [...this.#byId.values()];
  }

  /** By `pods` or `deployments.apps`. */
  find(id: string): ResourceType | undefined {
    return this.#byId.get(id);
  }

  findKind(group: string, kind: string): ResourceType | undefined {
    return this.#byKind.get(`${group}/${kind}`);
  }

  /** The type of an object; a kind that nobody declared is registered as it seems to be. */
  typeOf(object: KubeObject): ResourceType {
    const { group, version } = parseApiVersion(object.apiVersion);
    const known = this.findKind(group, object.kind);
    if (known?.versions.includes(version)) return known;
    const type: ResourceType = {
      ...(known ?? guessType(group, object)),
      versions: [...(known?.versions ?? []), version],
    };
    this.#add(type);
    return type;
  }

  /**
   * Registers what a CustomResourceDefinition declares. Answers the id under which the kind was guessed before, when that was
   * another one, so that its objects can be moved.
   */
  declare(definition: KubeObject): { readonly type: ResourceType; readonly guessedId: string | null } | null {
    const type = typeFromDefinition(definition);
    if (!type) return null;
    const guessed = this.findKind(type.group, type.kind);
    const guessedId = guessed && resourceId(guessed) !== resourceId(type) ? resourceId(guessed) : null;
    if (guessedId) this.#byId.delete(guessedId);
    this.#add(type);
    return { type, guessedId };
  }

  withdraw(definition: KubeObject): ResourceType | null {
    const type = typeFromDefinition(definition);
    if (!type) return null;
    this.#byId.delete(resourceId(type));
    this.#byKind.delete(`${type.group}/${type.kind}`);
    return type;
  }

  #add(type: ResourceType): void {
    this.#byId.set(resourceId(type), type);
    this.#byKind.set(`${type.group}/${type.kind}`, type);
  }
}

function guessType(group: string, object: KubeObject): ResourceType {
  return {
    plural: guessPlural(object.kind),
    singular: object.kind.toLowerCase(),
    kind: object.kind,
    group,
    versions: [],
    isNamespaced: object.metadata.namespace !== undefined,
    shortNames: [],
    categories: [],
    subresources: ['status'],
    hasGeneration: true,
    isCustom: true,
  };
}

function stringsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function typeFromDefinition(definition: KubeObject): ResourceType | null {
  const { spec } = definition;
  const names = valueAt(spec, 'names');
  const group = valueAt(spec, 'group');
  const plural = valueAt(names, 'plural');
  const kind = valueAt(names, 'kind');
  if (typeof group !== 'string' || typeof plural !== 'string' || typeof kind !== 'string') return null;
  const declared = valueAt(spec, 'versions');
  const versions = (Array.isArray(declared) ? declared : []).filter(isJsonObject);
  const served = versions.filter((version) => version.served !== false);
  served.sort((left, right) => Number(right.storage === true) - Number(left.storage === true));
  const subresources = new Set(
    served.flatMap((version) => {
      const declaredHere = version.subresources;
      return isJsonObject(declaredHere) ? Object.keys(declaredHere) : [];
    }),
  );
  return {
    plural,
    singular: String(valueAt(names, 'singular') ?? kind.toLowerCase()),
    kind,
    group,
    versions: served.map((version) => String(version.name)),
    isNamespaced: valueAt(spec, 'scope') !== 'Cluster',
    shortNames: stringsIn(valueAt(names, 'shortNames')),
    categories: stringsIn(valueAt(names, 'categories')),
    subresources: [...subresources],
    hasGeneration: true,
    isCustom: true,
  };
}
