// Options that many verbs have in common: the form of the output, and where Fairlead is.

import { Option } from 'commander';
import { parseUrl } from './parse-options.ts';

export const outputOption = () =>
  new Option('-o, --output <form>', 'form of the output').choices(['table', 'json']).default('table');

export const urlOption = () =>
  new Option('--url <url>', 'admin listener, instead of the configured one').argParser(parseUrl);

export const configOption = () =>
  new Option('-c, --config <file>', 'configuration (default: fairlead.yaml here)');
