// What the text of the metrics is called over HTTP; it stands apart so that it can be said before they are loaded.

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';
