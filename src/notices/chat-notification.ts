import type { NoticeDocument, Severity } from './notice.ts';

/**
 * What Amazon Q Developer in chat applications (AWS Chatbot) shows in Slack and Teams: its schema for custom notifications, version 1.0. It
 * subscribes over HTTPS, shows nothing that is not of this form, and says nothing about it.
 *
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** A title may have 250 characters and a description 8,000; what is escaped grows. A chat folds what is long far below that. */
const longestTitle = 200;
const longestText = 3_000;
const longestDescription = 7_900;

const marks: Readonly<Record<Severity, string>> = { info: '✅', warning: '⚠️', error: '❌' };

/** The notice for a chat. What is told of one execution stands in one thread. */
export function chatNotification(document: NoticeDocument, text: string): ChatNotification {
  const { headline, kind, kinds, severity, action, cluster, executionArn, cure, redriveCommand } = document;
  const nextSteps = [
    ...(cure === null ? [] : [escaped(cure)]),
    ...(redriveCommand === null ? [] : [`\`${redriveCommand}\``]),
  ];
  return {
    version: '1.0',
    source: 'custom',
    id: `${document.runId}-${kind}`,
    content: {
      textType: 'client-markdown',
      title: escaped(`${marks[severity]} ${headline.slice(0, longestTitle)}`),
      description: fenced(text),
      ...(nextSteps.length === 0 ? {} : { nextSteps }),
      keywords: [...kinds, action, ...(cluster === null ? [] : [cluster])],
    },
    metadata: {
      threadId: executionArn,
      summary: headline.slice(0, longestTitle),
      eventType: kind,
      relatedResources: [executionArn],
      additionalContext: valuesOf(document),
    },
  };
}

/** As it was written, in a fixed width: commands can be copied, and a name that holds `*` or `_` stays as it is. */
function fenced(text: string): string {
  const inside = escaped(text.slice(0, longestText)).replaceAll('```', "'''");
  return `\`\`\`\n${inside.slice(0, longestDescription)}\n\`\`\``;
}

/** Else `<!channel>` in somebody's words would call everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The document's plain values as text, which is all that the schema allows there. */
function valuesOf(document: NoticeDocument): Record<string, string> {
  const { version, ...values } = document;
  const plain = Object.entries({ ...values, noticeVersion: version }).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
  );
  return Object.fromEntries(plain);
}
