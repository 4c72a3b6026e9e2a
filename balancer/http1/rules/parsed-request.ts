// A request head as it was read: what the rules may ask of it, and what the engine itself needs to know.
// Data only; it is made by request-checks.ts.

import type { ClientPeer, RequestHead, TrafficLimits } from '../../engine.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { FieldSection } from './field-section.ts';
import type { Framing } from './framing.ts';

export type HeadLimits = Pick<TrafficLimits, 'headBytes' | 'fieldCount' | 'targetBytes'>;

/** What all heads of one connection have in common. */
export type HeadSettings = { readonly limits: HeadLimits; readonly client: ClientPeer };

/** Start line of a request, its target as it came. */
export type RequestLine = { method: string; target: string; version: '1.0' | '1.1' };

/** A request head with what the engine itself needs to know of it. */
export class ParsedRequest implements RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly client: ClientPeer;
  readonly websocket: boolean;
  readonly section: FieldSection;
  readonly framing: Framing;
  readonly connection: ConnectionOptions;
  /** True if the client waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  /** False if the start line is not the one to pass on: HTTP/1.0, or an absolute form. */
  readonly startLineStands: boolean;

  constructor(parts: Omit<ParsedRequest, 'field' | 'fields'>) {
    this.method = parts.method;
    this.target = parts.target;
    this.version = parts.version;
    this.client = parts.client;
    this.websocket = parts.websocket;
    this.section = parts.section;
    this.framing = parts.framing;
    this.connection = parts.connection;
    this.expectsContinue = parts.expectsContinue;
    this.startLineStands = parts.startLineStands;
  }

  field(name: string): string | undefined {
    return this.section.field(name);
  }

  fields(name: string): readonly string[] {
    return this.section.fields(name);
  }
}
