import { Document, isCollection, isMap, isNode, isScalar, isSeq } from 'yaml';
import { defaults } from '../../src/config/defaults.ts';
import { examineConfiguration } from '../../src/config/examine-configuration.ts';
import { type Traced, traced } from '../../src/config/origins.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { print, printJson } from '../terminal.ts';
import { namedFile } from './named-file.ts';

interface ShowOptions {
  readonly cluster?: string;
  readonly json?: boolean;
}

/**
 * Prints what holds, as YAML, with a comment on each value that is not the default.
 *
 * @throws {ConfigurationError} for a configuration with something wrong in it.
 */
export function showConfiguration(file: string | undefined, { cluster, json = false }: ShowOptions): void {
  const { text, name, variables } = namedFile(file);
  const { configuration, sources, faults } = examineConfiguration(text, name, variables, new Date());
  if (configuration === null) {
    const [first] = faults;
    throw new ConfigurationError(
      `${name} has ${faults.length === 1 ? 'something' : `${faults.length} things`} wrong in it: ${first?.problem}${first?.where ? ` (${first.where})` : ''}.`,
      `See all of it with: eks-scheduler config check ${name}`,
    );
  }
  const shown = traced(configuration, sources, cluster);
  if (json) {
    const origins = Object.fromEntries(shown.origins.map(({ path, where }) => [path.join('.'), where]));
    printJson({ file: name, cluster: cluster ?? null, configuration: shown.configuration, origins });
    return;
  }
  const whose = cluster === undefined ? '' : ` for the cluster ${cluster}`;
  print(`# What holds${whose} with ${name}. A comment says where a value comes from that is not the default.`);
  print(yamlOf(shown).trimEnd());
}

function yamlOf({ configuration, origins }: Traced): string {
  const { tiers, ...others } = configuration;
  const isUsual = JSON.stringify(tiers) === JSON.stringify(defaults.tiers);
  const document = new Document(isUsual ? others : configuration);
  for (const { path, where } of origins) comment(document, path, where);
  // 200 lines that say nothing are left out.
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return isUsual ? `${text}# tiers: the default ones, as config/eks-scheduler.yaml shows them\n` : text;
}

/** At the end of the value's line, or above its key where it has several. */
function comment(document: Document, path: readonly string[], where: string): void {
  const value = document.getIn(path, true);
  if (isSeq(value) && value.items.every(isScalar)) value.flow = true;
  const isLong = isCollection(value) && value.items.length > 0 && !value.flow;
  if (!isLong && isNode(value)) {
    value.comment = ` ${where}`;
    return;
  }
  const group = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  const key = isMap(group) ? group.items.find((pair) => String(pair.key) === path.at(-1))?.key : undefined;
  if (isNode(key)) key.commentBefore = ` ${where}`;
}
