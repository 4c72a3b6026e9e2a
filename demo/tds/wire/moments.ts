// Dates and times on the wire: day counts and clock ticks, each type with an own zero and an own tick.

import { malformed } from '../../errors.ts';
import { daysFromCivil, momentText, parseMoment } from '../sql/rules/civil-time.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const dayMs = 86_400_000;
const days1900 = daysFromCivil(1900, 1, 1);
const days0001 = daysFromCivil(1, 1, 1);
/** `datetime` counts in 300ths of a second. */
const ticksPerMs = 0.3;

/** Text of the tables -> `datetime`: days since 1900 and ticks of the day. */
export function writeDatetime(writer: ByteWriter, text: string): void {
  const { days, msOfDay } = split(text);
  const ticks = Math.round(msOfDay * ticksPerMs);
  const carried = ticks >= dayMs * ticksPerMs;
  writer.int32(days - days1900 + (carried ? 1 : 0)).uint32(carried ? 0 : ticks);
}

export function readDatetime(reader: ByteReader): string {
  const days = reader.int32() + days1900;
  return textOf(days * dayMs + Math.round(reader.uint32() / ticksPerMs));
}

/** `smalldatetime`: days since 1900 and minutes of the day. */
export function writeSmallDatetime(writer: ByteWriter, text: string): void {
  const { days, msOfDay } = split(text);
  writer.uint16(Math.max(0, days - days1900)).uint16(Math.floor(msOfDay / 60_000));
}

export function readSmallDatetime(reader: ByteReader): string {
  return textOf((reader.uint16() + days1900) * dayMs + reader.uint16() * 60_000);
}

/** `date`: days since the year 1 in three bytes. */
export function writeDate(writer: ByteWriter, text: string): void {
  writeDays(writer, split(text).days - days0001);
}

export function readDate(reader: ByteReader): string {
  return textOf((readUnsigned(reader, 3) + days0001) * dayMs);
}

/** How many bytes the time of a `datetime2` takes. */
function timeBytes(scale: number): number {
  return scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
}

/** `datetime2`: ticks of 10^-scale seconds, then the days. */
export function writeDatetime2(writer: ByteWriter, text: string, scale: number): void {
  const { days, msOfDay } = split(text);
  let ticks = Math.floor((msOfDay * 10 ** scale) / 1000);
  for (let index = 0; index < timeBytes(scale); index++) {
    writer.uint8(ticks % 256);
    ticks = Math.floor(ticks / 256);
  }
  writeDays(writer, days - days0001);
}

export function readDatetime2(reader: ByteReader, scale: number): string {
  const ticks = readUnsigned(reader, timeBytes(scale));
  const days = readUnsigned(reader, 3) + days0001;
  return textOf(days * dayMs + Math.floor((ticks * 1000) / 10 ** scale));
}

function split(text: string): { readonly days: number; readonly msOfDay: number } {
  const momentMs = parseMoment(text);
  if (momentMs === undefined) throw malformed('a moment of the tables that is none');
  const days = Math.floor(momentMs / dayMs);
  return { days, msOfDay: momentMs - days * dayMs };
}

function textOf(momentMs: number): string {
  const text = momentText(momentMs);
  if (text === undefined) throw malformed('a moment outside the years 1 to 9999');
  return text;
}

function writeDays(writer: ByteWriter, days: number): void {
  writer.uint16(days & 0xffff).uint8(days >> 16);
}

function readUnsigned(reader: ByteReader, bytes: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index++) value += reader.uint8() * 256 ** index;
  return value;
}
