/** What stands where a block or element of a type we do not draw would be. It is visible, never dropped. */

/** A grey box that names the type. */
export function UnknownBlock({ type }: { readonly type: string }) {
  return (
    <div class="block-unknown">
      This page does not draw <code>{type === '' ? 'a block without a type' : type}</code>
    </div>
  );
}
