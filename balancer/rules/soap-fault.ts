// An answer of our own as a SOAP fault, so that the client's library throws its own error with our words in it, instead
// of failing on a page.

import { escapeMarkup } from './escape-markup.ts';

export type SoapFault = {
  readonly version: '1.1' | '1.2';
  /** True where the request was at fault, false where we or a server were. */
  readonly sender: boolean;
  readonly text: string;
  readonly because: string;
  readonly requestId: string;
};

export const soapFaultTypes = {
  '1.1': 'text/xml; charset=utf-8',
  '1.2': 'application/soap+xml; charset=utf-8',
} as const;

/** The whole document (SOAP 1.1 section 4.4, SOAP 1.2 part 1 section 5.4). */
export function soapFault(fault: SoapFault): string {
  switch (fault.version) {
    case '1.1':
      return envelope(
        'http://schemas.xmlsoap.org/soap/envelope/',
        `<faultcode>soap:${fault.sender ? 'Client' : 'Server'}</faultcode>
<faultstring>${escapeMarkup(fault.text)}</faultstring>
<detail>${detail(fault)}</detail>`,
      );
    case '1.2':
      return envelope(
        'http://www.w3.org/2003/05/soap-envelope',
        `<soap:Code><soap:Value>soap:${fault.sender ? 'Sender' : 'Receiver'}</soap:Value></soap:Code>
<soap:Reason><soap:Text xml:lang="en">${escapeMarkup(fault.text)}</soap:Text></soap:Reason>
<soap:Detail>${detail(fault)}</soap:Detail>`,
      );
  }
}

function envelope(namespace: string, content: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="${namespace}"><soap:Body><soap:Fault>
${content}
</soap:Fault></soap:Body></soap:Envelope>
`;
}

function detail({ because, requestId }: SoapFault): string {
  return `<answer xmlns="urn:fairlead"><because>${escapeMarkup(because)}</because><requestId>${escapeMarkup(requestId)}</requestId></answer>`;
}
