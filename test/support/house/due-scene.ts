import { open, openHouse } from '../../../src/engine/open-house.ts';
import { countingStore, type RowCount } from '../watch/house-counting-store.ts';
import type { House } from './house-door.ts';
import type { HouseKind, HousePlace } from './house-places.ts';

/** Houses at one place, at a moment that is set, which decide what is due when somebody comes to them. */
export class Scene {
  now = 1_000;
  readonly #opened: House[] = [];
  readonly #place: HousePlace;

  private constructor(place: HousePlace) {
    this.#place = place;
  }

  static async on(kind: HouseKind, work: (scene: Scene) => Promise<void>): Promise<void> {
    const scene = new Scene(await kind.makePlace());
    try {
      await work(scene);
    } finally {
      for (const house of scene.#opened) await house.close();
      await scene.#place.remove();
    }
  }

  async open(options: { mode?: 'read' } = {}): Promise<House> {
    const house = await open(this.#place.url, {
      clock: () => this.now,
      announceExpiries: false,
      ...options,
    });
    this.#opened.push(house);
    return house;
  }

  async openCounting(count: RowCount): Promise<House> {
    const store = countingStore(await this.#place.openStore(), count);
    const house = await openHouse(store, { clock: () => this.now, announceExpiries: false });
    this.#opened.push(house);
    return house;
  }
}
