/** Block Kit, drawn: one component per block type, the same in messages and modals. */

import type { PageBlock } from '../../contract.ts';
import type { Json } from './read.ts';
import { Nodes, TextOf, plain } from '../text/text.tsx';
import { parseMarkdown } from '../text/markdown.ts';
import { safeUrl } from '../text/nodes.ts';
import { ChartBlock } from './chart.tsx';
import { ButtonElement, OverflowElement } from './button.tsx';
import { FieldElement, InputBlock } from './input.tsx';
import { asObject, asObjects, asString, asText } from './read.ts';
import { parseRichText } from './rich-text.ts';
import { TableBlock } from './table.tsx';
import { UnknownBlock } from './unknown.tsx';

/** Draws blocks one below the other. Needs a surface around it. */
export function Blocks({ blocks }: { readonly blocks: readonly PageBlock[] }) {
  return (
    <div class="blocks">
      {blocks.map((block) => (
        <Block key={block.block_id} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: PageBlock }) {
  switch (block.type) {
    case 'section':
      return <SectionBlock block={block} />;
    case 'header':
      return <h3 class="block-header">{plain(asText(block['text'])?.text ?? '')}</h3>;
    case 'divider':
      return <hr class="block-divider" />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'actions':
      return (
        <div class="block-actions">
          {asObjects(block['elements']).map((element, index) => (
            <Element
              key={asString(element['action_id']) || index}
              blockId={block.block_id}
              element={element}
            />
          ))}
        </div>
      );
    case 'input':
      return <InputBlock block={block} />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'rich_text':
      return (
        <div class="formatted">
          <Nodes nodes={parseRichText(block)} />
        </div>
      );
    case 'markdown':
      return (
        <div class="formatted">
          <Nodes nodes={parseMarkdown(asString(block['text']))} />
        </div>
      );
    case 'table':
      return <TableBlock block={block} />;
    case 'data_visualization':
      return <ChartBlock block={block} />;
    default:
      return <UnknownBlock type={block.type} />;
  }
}

function SectionBlock({ block }: { readonly block: PageBlock }) {
  const text = asText(block['text']);
  const fields = Array.isArray(block['fields'])
    ? block['fields'].map(asText).filter((each) => each !== null)
    : [];
  const accessory = asObject(block['accessory']);
  return (
    <div class="block-section">
      <div class="section-main">
        {text !== null && (
          <div class="formatted">
            <TextOf text={text} />
          </div>
        )}
        {fields.length > 0 && (
          <div class="section-fields">
            {fields.map((field, index) => (
              <div key={index} class="formatted">
                <TextOf text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory !== null && (
        <div class="section-accessory">
          <Element blockId={block.block_id} element={accessory} />
        </div>
      )}
    </div>
  );
}

function ContextBlock({ block }: { readonly block: PageBlock }) {
  return (
    <div class="block-context">
      {asObjects(block['elements']).map((element, index) => {
        if (element['type'] === 'image') return <Image key={index} source={element} />;
        const text = asText(element);
        return (
          <span key={index} class="formatted">
            {text !== null && <TextOf text={text} />}
          </span>
        );
      })}
    </div>
  );
}

function ImageBlock({ block }: { readonly block: PageBlock }) {
  const title = asText(block['title']);
  return (
    <figure class="block-image">
      {title !== null && <figcaption>{plain(title.text)}</figcaption>}
      <Image source={block} />
    </figure>
  );
}

function Image({ source }: { readonly source: Json }) {
  const url = safeUrl(asString(source['image_url']));
  const alt = asString(source['alt_text']);
  if (url === null) return <span class="image-missing">{alt || 'Image'}</span>;
  return <img src={url} alt={alt} loading="lazy" referrerpolicy="no-referrer" />;
}

/** An element of an actions block, or beside a section: here a choice is also a press. */
function Element({ blockId, element }: { readonly blockId: string; readonly element: Json }) {
  switch (element['type']) {
    case 'button':
      return <ButtonElement blockId={blockId} element={element} />;
    case 'overflow':
      return <OverflowElement blockId={blockId} element={element} />;
    case 'image':
      return <Image source={element} />;
    default: {
      const name = asText(element['placeholder'])?.text ?? 'Choose';
      return (
        <FieldElement
          blockId={blockId}
          element={element}
          dispatches={true}
          aria={{ 'aria-label': plain(name) }}
        />
      );
    }
  }
}
