/** Hides passwords in addresses: `scheme://user:password@host`, and Oracle's `jdbc:oracle:thin:user/password@host`. */

import { HIDDEN } from './hidden.ts';

/** What stands before the password. */
const BEGIN =
  /:\/\/[^\s:/@]{0,100}:|\bjdbc:oracle:[a-z0-9]{2,5}:[^\s:/@]{1,60}\/|\bsqlplus[ \t]{1,5}(?:-[A-Za-z]{1,10}[ \t]{1,5}){0,3}[^\s:/@]{1,60}\//gi;
const LONGEST_PASSWORD = 200;
/** The password with what follows it, from where it is asked. */
const PASSWORD = /(?:(?!:\/\/)[^\s"'<>]){1,200}/y;
/** A token in the place of the user, without a password. */
const USER_ALONE = /:\/\/(?=[\w~.+%-]{0,200}\d)[\w~.+%-]{20,200}(?=@)/g;

/** The text without the passwords of its addresses. */
export function withoutAddressPasswords(text: string): string {
  return text.includes('@') ? withoutPasswords(text).replace(USER_ALONE, `://${HIDDEN}`) : text;
}

// The password may hold slashes and at signs: hidden up to the last at sign. A loop and no pattern, because a pattern
// would look for the at sign again from every `://` of a long text that has none.
function withoutPasswords(text: string): string {
  let shown = '';
  let copied = 0;
  let at = text.indexOf('@');
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match !== null && at !== -1; match = BEGIN.exec(text)) {
    const begin = match.index + match[0].length;
    if (at < begin) at = text.indexOf('@', begin);
    if (at === -1) break;
    const last = at > begin + LONGEST_PASSWORD ? -1 : lastAtSign(text, begin);
    if (last > begin) {
      shown += `${text.slice(copied, begin)}${HIDDEN}`;
      copied = last;
      BEGIN.lastIndex = last;
    } else {
      // The next may begin inside of what was no address.
      BEGIN.lastIndex = match.index + 1;
    }
  }
  return shown + text.slice(copied);
}

/** The last at sign of the address, each no further from the one before than a password is long. */
function lastAtSign(text: string, from: number): number {
  let last = -1;
  for (let begin = from; ; begin = last + 1) {
    PASSWORD.lastIndex = begin;
    const found = PASSWORD.test(text) ? text.lastIndexOf('@', PASSWORD.lastIndex - 1) : -1;
    if (found < begin) return last;
    last = found;
  }
}
