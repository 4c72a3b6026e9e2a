// Encryption between the real driver and the look-alike: granted, refused, required, pretended away.

import mssql from 'mssql';
import t from 'tap';
import { createTdsServer } from '../../../demo/tds/server.ts';
import { driverConfig, errorOf, nowMs, startLookAlike } from './look-alike.ts';

const question = 'SELECT encrypt_option AS said FROM sys.dm_exec_connections WHERE session_id = @@SPID';

t.test('who wants encryption gets it, with the certificate checked', async (t) => {
  const { connect, port, server } = await startLookAlike(t, { encryption: 'on' });
  const rows: readonly (readonly [boolean | 'strict', string])[] = [
    [true, 'TRUE'],
    ['strict', 'TRUE'],
    [false, 'FALSE'],
  ];
  for (const [encrypt, said] of rows) {
    const pool = await connect({
      options: { encrypt: encrypt as boolean, cryptoCredentialsDetails: {} },
    }).catch((error) => error);
    // Without the certificate's authority nothing encrypted may come about.
    t.equal(
      pool instanceof mssql.ConnectionPool,
      encrypt === false,
      `encrypt ${encrypt} without the authority`,
    );
    const trusting = await connect(withEncryption(encrypt));
    t.same((await trusting.request().query(question)).recordset, [{ said }], `encrypt ${encrypt}`);
    const long = await trusting
      .request()
      .input('long', mssql.NVarChar(mssql.MAX), 'ü'.repeat(100_000))
      .query('SELECT @long AS long');
    t.equal(long.recordset[0]?.long.length, 100_000);
  }
  t.ok(port > 0 && server.connections().length > 0);

  function withEncryption(encrypt: boolean | 'strict'): Partial<mssql.config> {
    return { options: { encrypt: encrypt as boolean } };
  }
});

t.test('where encryption is required nobody comes in without', async (t) => {
  const { connect } = await startLookAlike(t, { encryption: 'required' });
  const pool = await connect({ options: { encrypt: true } });
  t.same((await pool.request().query(question)).recordset, [{ said: 'TRUE' }]);
  t.match(await errorOf(connect({ options: { encrypt: false } })), { code: 'EENCRYPT' });
});

t.test('a server that cannot encrypt says so, and strict clients find no TLS at all', async (t) => {
  const { connect } = await startLookAlike(t, { encryption: 'off' });
  const pool = await connect({ options: { encrypt: false } });
  t.same((await pool.request().query(question)).recordset, [{ said: 'FALSE' }]);
  t.match(await errorOf(connect({ options: { encrypt: true } })), { code: 'EENCRYPT' });
  t.match(await errorOf(connect({ options: { encrypt: 'strict' as never } })), { code: 'ESOCKET' });
});

t.test('a connection made over TLS still cancels and still sees a killed server', async (t) => {
  const { connect, server } = await startLookAlike(t, { encryption: 'required' });
  const pool = await connect({ options: { encrypt: true }, pool: { max: 1 } });
  const request = pool.request();
  const outcome = errorOf(request.query("WAITFOR DELAY '01:00:00'"));
  setTimeout(() => request.cancel(), 50);
  t.equal((await outcome).code, 'ECANCEL');
  const cut = errorOf(pool.request().query("WAITFOR DELAY '01:00:00'"));
  setTimeout(() => void server.stop(), 50);
  t.match((await cut).code, /ESOCKET|ECONNRESET|ECONNCLOSED/);
});

t.test('encryption without a certificate is refused when the server is made', (t) => {
  t.throws(
    () =>
      createTdsServer({
        store: { database: undefined as never },
        user: 'u',
        password: 'p',
        database: 'd',
        encryption: 'on',
        maxConnections: 1,
        nowMs: () => nowMs,
      }),
    { code: 'DEM_TDS_NO_CERTIFICATE' },
  );
  t.equal(driverConfig(1, '').port, 1);
  t.end();
});
