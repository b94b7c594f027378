/** A refusal as AWS words it: the code that the SDK makes the error's name from, a sentence, and the HTTP status. */

export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}
