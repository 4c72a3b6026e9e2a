// When a request is a WebSocket handshake, and when an answer accepts it (RFC 6455 4). Nothing else ever tunnels.

import type { ConnectionOptions } from './connection-options.ts';
import { fieldKind } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';

/** 16 bytes in base64 (RFC 6455 4.1). */
const key = /^[0-9A-Za-z+/]{21}[AQgw]==$/;

/** True for a well-formed handshake. The request has no body, and `connection` is what it says itself. */
export function isWebSocketHandshake(
  section: FieldSection,
  request: { readonly method: string; readonly version: string },
  connection: ConnectionOptions,
): boolean {
  if (!connection.upgrade || request.method !== 'GET' || request.version !== '1.1') return false;
  if (!upgradesToWebSocket(section)) return false;
  const keys = section.fields('sec-websocket-key');
  const versions = section.fields('sec-websocket-version');
  return keys.length === 1 && key.test(keys[0] ?? '') && versions.length === 1 && versions[0] === '13';
}

/** True for a 101 that answers a handshake of ours. */
export function acceptsWebSocket(section: FieldSection, connection: ConnectionOptions): boolean {
  return (
    connection.upgrade && upgradesToWebSocket(section) && section.fields('sec-websocket-accept').length === 1
  );
}

function upgradesToWebSocket(section: FieldSection): boolean {
  const protocols = section.valuesOfKind(fieldKind.upgrade);
  return protocols.length === 1 && protocols[0]?.toLowerCase() === 'websocket';
}
