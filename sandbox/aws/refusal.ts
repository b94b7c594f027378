/** A refusal as AWS words it: the code that the SDK makes the error's name from, a sentence, and the HTTP status. */

export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the answer, where a service has some. */
  readonly members: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}
