/**
 * Who does a deed. A person is known by workspace and user id, or at the command line by the ARN of an AWS identity;
 * Handrail acts for itself when a timer or an alarm asks.
 */

export type Actor = Person | { readonly kind: 'handrail' };

export interface Person {
  readonly kind: 'person';
  readonly team: string;
  readonly user: string;
}

export const HANDRAIL: Actor = { kind: 'handrail' };
