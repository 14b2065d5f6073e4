import { z } from 'zod';

/** Which notices are sent, kind by kind. */
export const notificationsSchema = z
  .strictObject({
    success: z.boolean().describe('A run that did what it should.'),
    failure: z.boolean().describe('A run that failed, with the cure and the command that redrives it.'),
    warning: z.boolean().describe('A run that did its work and has something to tell.'),
    summary: z.boolean().describe('What became of a fleet.'),
    action: z.boolean().describe('What a run did beyond the usual: pods deleted, webhooks left relaxed.'),
    deviation: z.boolean().describe('A run that was skipped, a cluster that was found awake or was woken by hand.'),
  })
  .describe('Which notices are sent.');

export type NotificationSettings = z.infer<typeof notificationsSchema>;

export const snsSchema = z
  .strictObject({
    topicArn: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:sns:[a-z]{2}(-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/,
        'Write the ARN of a standard topic: arn:aws:sns:eu-west-1:111122223333:name.',
      )
      .nullable()
      .describe('An existing topic for notices and alarms; null: the stack makes one.'),
  })
  .describe('Where notices and alarms are sent.');

export const loggingSchema = z
  .strictObject({
    level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).describe('What is logged: this and what is graver.'),
  })
  .describe('What the functions log.');
