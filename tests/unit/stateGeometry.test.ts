import { describe, expect, it } from 'vitest';
import { ANSWERS, createPage, settle } from './statePage.ts';

describe('the geometry of the tokens on screen', () => {
  it('is read when a figure is opened, once per photo', async () => {
    const { store, controller, sent } = createPage();
    const reads = () => sent.filter(({ kind }) => kind === 'geometry').length;
    await controller.start();
    await settle();
    expect(reads()).toBe(0);
    controller.setView({ figure: 'ablation' });
    await settle();
    expect(reads()).toBe(1);
    const { geometry, shown } = store.getState();
    expect(geometry).toMatchObject({ photo: shown?.photo, problem: null, value: { n: 4 } });
    controller.setParameters({ threshold: 0.3 });
    controller.setView({ figure: 'stability' });
    await settle();
    expect(reads()).toBe(1);
    await controller.openSample('coffee');
    await settle();
    expect(reads()).toBe(2);
    expect(store.getState().geometry?.photo).toBe(store.getState().shown?.photo);
  });

  it('keeps the reason where it cannot be had, and asks again for the next photo', async () => {
    let fails = true;
    const { store, controller } = createPage({
      geometry: (request) => {
        if (fails) throw new Error('The figures take up to 4096 tokens.');
        return ANSWERS.geometry(request);
      },
    });
    await controller.start();
    controller.setView({ figure: 'ablation' });
    await settle();
    expect(store.getState().geometry).toMatchObject({ value: null, problem: 'The figures take up to 4096 tokens.' });
    fails = false;
    await controller.openSample('coffee');
    await settle();
    expect(store.getState().geometry).toMatchObject({ problem: null, value: { n: 4 } });
  });
});
