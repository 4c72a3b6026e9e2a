// LIKE as T-SQL knows it: %, _, [classes], [^classes] and ESCAPE, without regard to case.

/** One place of a pattern: any run of characters, or one character that fits. */
type Place = 'run' | ((character: string) => boolean);

/** Does the whole text match? Takes at most (length of text) x (length of pattern) steps. */
export function matchesLike(text: string, pattern: string, escapedBy: string | undefined): boolean {
  const places = parsePlaces(pattern.toLowerCase(), escapedBy?.toLowerCase());
  const characters = text.toLowerCase();
  let [at, place, lastRun, runEnd] = [0, 0, -1, 0];
  while (at < characters.length) {
    const current = places[place];
    if (current === 'run') {
      [lastRun, runEnd] = [place, at];
      place++;
    } else if (current?.(characters[at] ?? '')) {
      at++;
      place++;
    } else if (lastRun >= 0) {
      // Let the last run swallow one character more and try again from there.
      [at, place, runEnd] = [runEnd + 1, lastRun + 1, runEnd + 1];
    } else {
      return false;
    }
  }
  return places.slice(place).every((each) => each === 'run');
}

function parsePlaces(pattern: string, escapedBy: string | undefined): Place[] {
  const places: Place[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? '';
    const end = character === '[' ? pattern.indexOf(']', index + 1) : -1;
    if (character === escapedBy) {
      index++;
      places.push(exactly(pattern[index] ?? ''));
    } else if (end !== -1) {
      places.push(oneOf(pattern.slice(index + 1, end)));
      index = end;
    } else {
      places.push(character === '%' ? 'run' : character === '_' ? () => true : exactly(character));
    }
  }
  return places;
}

const exactly = (wanted: string) => (character: string) => character === wanted;

/** `abc`, `a-f`, `^0-9` */
function oneOf(inside: string): Place {
  const negated = inside.startsWith('^');
  const list = negated ? inside.slice(1) : inside;
  return (character) => negated !== isListed(list, character);
}

function isListed(list: string, character: string): boolean {
  for (let index = 0; index < list.length; index++) {
    const low = list[index] ?? '';
    const high = list[index + 1] === '-' && index + 2 < list.length ? (list[index + 2] ?? '') : low;
    if (character >= low && character <= high) return true;
    if (high !== low) index += 2;
  }
  return false;
}
