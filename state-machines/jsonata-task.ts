import { CustomState, QueryLanguage } from 'aws-cdk-lib/aws-stepfunctions';

/**
 * A state in the words of Amazon States Language, for arguments that the CDK takes no expression for. Its Catch may have an Output, which a
 * CustomState leaves out: it renders retries and catches as JSONPath.
 */
export class JsonataTask extends CustomState {
  override toStateJson(queryLanguage?: QueryLanguage): object {
    return { ...super.toStateJson(queryLanguage), ...this.renderRetryCatch(QueryLanguage.JSONATA) };
  }
}
