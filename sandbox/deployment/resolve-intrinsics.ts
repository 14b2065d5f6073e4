/** What CloudFormation knows when it deploys: pseudo parameters, and each resource's Ref and attributes. */
export interface DeploymentValues {
  readonly pseudo: Readonly<Record<string, string>>;
  /** By logical id. */
  readonly ref: Readonly<Record<string, string>>;
  /** By `LogicalId.Attribute`. */
  readonly attribute: Readonly<Record<string, string>>;
}

/**
 * Replaces the intrinsic functions of a piece of a template by their values: Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Split,
 * Fn::Select.
 *
 * @throws {Error} on any other function or an unknown name: a value that is guessed would run something else than what is deployed.
 */
export function resolveIntrinsics(value: unknown, values: DeploymentValues): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIntrinsics(item, values));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return applyFunction(only[0], only[1], values);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolveIntrinsics(item, values)]));
}

function applyFunction(name: string, argument: unknown, values: DeploymentValues): unknown {
  switch (name) {
    case 'Ref':
      return namedValue(String(argument), values);
    case 'Fn::GetAtt':
      return attributeOf(Array.isArray(argument) ? argument.join('.') : String(argument), values);
    case 'Fn::Join':
      return join(argument, values);
    case 'Fn::Sub':
      return substitute(argument, values);
    case 'Fn::Split':
      return split(argument, values);
    case 'Fn::Select':
      return select(argument, values);
    default:
      throw new Error(`The template uses ${name}, which the sandbox does not know.`);
  }
}

function join(argument: unknown, values: DeploymentValues): string {
  if (!Array.isArray(argument) || !Array.isArray(argument[1]))
    throw new Error('Fn::Join takes a separator and a list.');
  return argument[1].map((part) => String(resolveIntrinsics(part, values))).join(String(argument[0]));
}

function split(argument: unknown, values: DeploymentValues): string[] {
  if (!Array.isArray(argument)) throw new Error('Fn::Split takes a separator and a text.');
  return String(resolveIntrinsics(argument[1], values)).split(String(argument[0]));
}

function select(argument: unknown, values: DeploymentValues): unknown {
  const [index, list] = Array.isArray(argument) ? argument : [];
  const items = resolveIntrinsics(list, values);
  if (!Array.isArray(items)) throw new Error('Fn::Select takes an index and a list.');
  const item: unknown = items[Number(index)];
  if (item === undefined) throw new Error(`Fn::Select finds nothing at ${String(index)}.`);
  return item;
}

function substitute(argument: unknown, values: DeploymentValues): string {
  if (typeof argument !== 'string') throw new Error('The sandbox knows Fn::Sub with a plain string only.');
  return argument.replace(/\$\{([^}]+)\}/g, (_match, name: string) =>
    name.includes('.') ? attributeOf(name, values) : namedValue(name, values),
  );
}

function namedValue(name: string, values: DeploymentValues): string {
  const value = values.pseudo[name] ?? values.ref[name];
  if (value === undefined) throw new Error(`The template refers to ${name}, which the sandbox does not know.`);
  return value;
}

function attributeOf(name: string, values: DeploymentValues): string {
  const value = values.attribute[name];
  if (value === undefined) throw new Error(`The template asks for ${name}, which the sandbox does not know.`);
  return value;
}
