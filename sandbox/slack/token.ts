/** The app's token as an admin of the workspace keeps it: taken or revoked, and the scopes that it was installed with. */

export interface Token {
  /** Slack's code for a token that it does not take; null for the one of the app. */
  refusal(given: unknown): string | null;
  scopes(): readonly string[];
  /** Installs the app again with these scopes; the token stays, and is taken again. */
  install(scopes: readonly string[]): void;
  revoke(): void;
}

/** The token of an app that was installed with these scopes. */
export function createToken(token: string, installedWith: readonly string[]): Token {
  let scopes = installedWith;
  let isRevoked = false;
  return {
    refusal(given) {
      if (given === undefined) return 'not_authed';
      if (given !== token) return 'invalid_auth';
      return isRevoked ? 'token_revoked' : null;
    },
    scopes: () => scopes,
    install(anew) {
      scopes = anew;
      isRevoked = false;
    },
    revoke() {
      isRevoked = true;
    },
  };
}
