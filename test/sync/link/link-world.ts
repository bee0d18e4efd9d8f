import { World } from '../../support/world.ts';

export const anna = { Surname: 'Белова', Name: 'Анна', Patronymic: 'Игоревна' };

/** A world after its first load, in which patients may then turn up. */
export const loaded = (patients = 3) => World.loaded({ patients });
