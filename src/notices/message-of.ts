import type { NoticeMessage } from '../aws/ports.ts';
import { chatNotification } from './chat-notification.ts';
import { documentOf, type Notice } from './notice.ts';

/** Every body of a message counts against SNS' 256 KB, and each 64 KB of them are a request that is paid for. */
const longestText = 8_000;

/**
 * A notice as SNS takes it: text for people, the document for programs, and for what subscribes over HTTPS the schema that chat applications show
 * (it has the document's values in it). Pure.
 */
export function messageOf(notice: Notice): NoticeMessage {
  const { subject, severity, facts } = notice;
  const document = documentOf(notice);
  const machine = JSON.stringify(document);
  const text = shortened(notice.text);
  return {
    subject,
    bodies: {
      default: text,
      email: text,
      // A short message is charged by the 140 characters.
      sms: subject,
      ...{ lambda: machine, sqs: machine, firehose: machine },
      https: JSON.stringify(chatNotification(document, text)),
    },
    attributes: {
      ...{ action: facts.action, status: facts.status, severity, kind: document.kind, kinds: notice.kinds },
      ...(facts.cluster === null ? {} : { cluster: facts.cluster }),
    },
  };
}

function shortened(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n… the rest stands in the report.`;
}
