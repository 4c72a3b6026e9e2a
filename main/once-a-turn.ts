// One value for all who ask in the same turn of the event loop, such as the many sources of one scrape.

/** `make` is asked again in the next turn; where it throws, nothing is kept. */
export function onceATurn<Value>(make: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => {
    if (kept === undefined) {
      kept = { value: make() };
      queueMicrotask(() => {
        kept = undefined;
      });
    }
    return kept.value;
  };
}
