// Finds the place behind the start tag of a page's body while the page streams by in pieces: past comments, quoted
// values and what stands in scripts, styles and titles. Looks at the beginning of a page only; one character a byte.

export interface BodyStart {
  /**
   * Looks at the next piece. A number is the place in this piece; `never` where the page has no body, such as a page
   * of frames, or none near its beginning. Not to be asked again after either.
   */
  find(piece: string): number | 'not-yet' | 'never';
}

/** What the next character belongs to. `tail` is what was last seen of text that is skipped until `end`. */
type Place =
  | { readonly in: 'text' }
  | { readonly in: 'name'; readonly name: string }
  | { readonly in: 'tag'; readonly name: string; readonly quote: string }
  | { readonly in: 'skipped'; readonly end: string; readonly tail: string; readonly behind: Place };

/** A head that is longer than this holds something else. */
const mostCharacters = 65_536;
/** Longer names are of no interest. */
const longestName = 12;
const text: Place = { in: 'text' };
const comment: Place = { in: 'skipped', end: '-->', tail: '', behind: text };
/** What stands in these is no markup. */
const rawElements = new Set(['script', 'style', 'title', 'textarea', 'noframes']);

export function createBodyStart(): BodyStart {
  let place: Place = text;
  let seen = 0;
  return {
    find(piece) {
      for (let index = 0; index < piece.length; index += 1) {
        if (++seen > mostCharacters) return 'never';
        const character = piece.charAt(index);
        const tag = closedTag(place, character);
        if (tag === 'body') return index + 1;
        if (tag === 'frameset') return 'never';
        place = tag === undefined ? placeAfter(place, character) : placeBehind(tag);
      }
      return 'not-yet';
    },
  };
}

/** Name of the tag that this character ends; undefined where it ends none. */
function closedTag(place: Place, character: string): string | undefined {
  if (character !== '>') return undefined;
  if (place.in === 'name') return place.name;
  return place.in === 'tag' && place.quote === '' ? place.name : undefined;
}

function placeBehind(tag: string): Place {
  if (!rawElements.has(tag)) return text;
  return { in: 'skipped', end: `</${tag}`, tail: '', behind: { in: 'tag', name: '', quote: '' } };
}

function placeAfter(place: Place, character: string): Place {
  switch (place.in) {
    case 'text':
      return character === '<' ? { in: 'name', name: '' } : text;
    case 'name':
      return placeAfterName(place.name, character);
    case 'tag':
      return { ...place, quote: quoteAfter(place.quote, character) };
    case 'skipped': {
      const tail = (place.tail + character.toLowerCase()).slice(-place.end.length);
      return tail === place.end ? place.behind : { ...place, tail };
    }
  }
}

function placeAfterName(name: string, character: string): Place {
  if (/[a-z0-9!-]/i.test(character) || (character === '/' && name === '')) {
    const longer = name + character.toLowerCase();
    if (longer === '!--') return comment;
    return longer.length > longestName ? { in: 'tag', name: '', quote: '' } : { in: 'name', name: longer };
  }
  if (name === '') return character === '<' ? { in: 'name', name: '' } : text;
  return { in: 'tag', name, quote: quoteAfter('', character) };
}

function quoteAfter(quote: string, character: string): string {
  if (quote !== '') return character === quote ? '' : quote;
  return character === '"' || character === "'" ? character : '';
}
