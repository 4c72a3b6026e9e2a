// What an operator can do or ask, as data: one place says path, input and answer, and the API, the command line and
// the documentation are made from it. What an operation does is handed in by main.ts.

import type { Static, TObject, TSchema } from 'typebox';

/** One operation of the API. Those that change something are POST and stand in the audit. */
export type Operation<Input extends TObject = TObject, Output extends TSchema = TSchema> = {
  /** Lower case with dots, such as `server.drain`: the word in the audit. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** `/api/v1/...`; `:name` is one segment and a field of the input. */
  readonly path: string;
  /** One line for the index and the documentation. */
  readonly summary: string;
  /** False: it changes something and is no deed of a person, so it does not stand in the audit. */
  readonly audited?: false;
  /** Fields of the path, of the query (GET: texts) and of the JSON body (POST). */
  readonly input: Input;
  readonly output: Output;
};

/** Who asks: by name where it is known, and from which address. */
export type Caller = { readonly by: string; readonly from: string };

/** Why nothing was done. `status` is that of HTTP; the texts are for people. */
export type OperationRefusal = {
  readonly ok: false;
  readonly status: 404 | 409 | 422 | 502 | 503;
  /** From a closed set of the operation, lower case with dashes, such as `below-min-serving`. */
  readonly code: string;
  readonly text: string;
  readonly mend: string;
};

export type OperationAnswer<Value> = { readonly ok: true; readonly value: Value } | OperationRefusal;

/** An operation with what it does. `run` is given input that fits its schema; what it throws is a 500. */
export type BoundOperation = {
  readonly operation: Operation;
  run(input: unknown, caller: Caller, signal: AbortSignal): Promise<OperationAnswer<unknown>>;
};

/** Declares an operation: keeps the types of its schemas. */
export function operation<const Input extends TObject, const Output extends TSchema>(
  declared: Operation<Input, Output>,
): Operation<Input, Output> {
  return declared;
}

/** Joins an operation with what it does. */
export function bind<Input extends TObject, Output extends TSchema>(
  declared: Operation<Input, Output>,
  run: (
    input: Static<Input>,
    caller: Caller,
    signal: AbortSignal,
  ) => Promise<OperationAnswer<Static<Output>>> | OperationAnswer<Static<Output>>,
): BoundOperation {
  return {
    operation: declared as unknown as Operation,
    run: async (input, caller, signal) => run(input as Static<Input>, caller, signal),
  };
}

/** Nothing was done, and why. */
export function refused(
  status: OperationRefusal['status'],
  code: string,
  { text, mend }: Pick<OperationRefusal, 'text' | 'mend'>,
): OperationRefusal {
  return { ok: false, status, code, text, mend };
}
