/**
 * The bundled sample photos: where they come from, who made them, and a good first question. Their bytes stay unchanged.
 */
import { gunzipSync } from 'node:zlib';
import type { Generated } from './assetFolder.ts';
import {
  AIRPLANE_FROM_ABOVE,
  type Files,
  FRENCH_ALPINE_LANDSCAPE,
  NAGASAKI_BOATS,
  type Package,
  readPackage,
  SCIKIT_IMAGE,
  selectFiles,
  takeFile,
} from './tarballs.ts';

interface Sample {
  id: string;
  file: string;
  title: string;
  question: string;
  author: string;
  licence: string;
  source: string;
  /** The package that carries the file. */
  package: Package;
}

const SCIKIT_FOLDER = 'lib/python3.11/site-packages/skimage/data';

const PHOTOS: Sample[] = [
  {
    id: 'astronaut',
    file: 'astronaut.png',
    title: 'Eileen Collins, astronaut',
    question: 'Is there a space shuttle?',
    author: 'NASA',
    licence: 'Public domain (no known copyright restrictions)',
    source: 'NASA Great Images database, https://flic.kr/p/r9qvLn, by way of scikit-image',
    package: SCIKIT_IMAGE,
  },
  {
    id: 'coffee',
    file: 'coffee.png',
    title: 'Coffee cup',
    question: 'Where is the cup of coffee?',
    author: 'Rachel Michetti, courtesy of Pikolo Espresso Bar',
    licence: 'CC0',
    source: 'scikit-image',
    package: SCIKIT_IMAGE,
  },
  {
    id: 'chelsea',
    file: 'chelsea.png',
    title: 'Chelsea the cat',
    question: 'Is there a cat?',
    author: 'Stefan van der Walt',
    licence: 'CC0',
    source: 'scikit-image',
    package: SCIKIT_IMAGE,
  },
  {
    id: 'rocket',
    file: 'rocket.jpg',
    title: 'Launch of DSCOVR on Falcon 9',
    question: 'Where is the rocket?',
    author: 'SpaceX',
    licence: 'Public domain',
    source: 'SpaceX Photos, https://www.flickr.com/photos/spacexphotos/16511594820/in/photostream/, by way of scikit-image',
    package: SCIKIT_IMAGE,
  },
];

const GETTY = "Digital image courtesy of the Getty's Open Content Program";

const PRINTS: Sample[] = [
  {
    id: 'nagasaki-boats',
    file: 'nagasaki-boats.jpg',
    title: 'Boats in River, Nagasaki',
    question: 'Where are the boats?',
    author: 'Felice Beato',
    licence: 'CC0-1.0 (contents), PDDL-1.0 (data)',
    source: `${GETTY}, http://www.getty.edu/art/collection/objects/241797/felice-beato-boats-in-river-nagasaki-british-about-1865/, by way of stdlib`,
    package: NAGASAKI_BOATS,
  },
  {
    id: 'airplane-from-above',
    file: 'airplane-from-above.jpg',
    title: 'Airplane, viewed from above looking down',
    question: 'Is there an airplane?',
    author: 'Fédèle Azari',
    licence: 'CC0-1.0 (contents), PDDL-1.0 (data)',
    source: `${GETTY}, http://www.getty.edu/art/collection/objects/134512/fedele-azari-airplane-viewed-from-above-looking-down-italian-1914-1929/, by way of stdlib`,
    package: AIRPLANE_FROM_ABOVE,
  },
  {
    id: 'french-alpine-landscape',
    file: 'french-alpine-landscape.jpg',
    title: 'Alpine landscape',
    question: 'Where are the mountains?',
    author: 'Adolphe Braun',
    licence: 'CC0-1.0 (contents), PDDL-1.0 (data)',
    source: `${GETTY}, http://www.getty.edu/art/collection/objects/54324/adolphe-braun-alpine-landscape-french-1865-1870/, by way of stdlib`,
    package: FRENCH_ALPINE_LANDSCAPE,
  },
];

export async function buildSamples(cache: string): Promise<Generated> {
  const photos = await readScikitImages(cache);
  const files = PHOTOS.map(({ file }) => ({ name: file, data: takeFile(photos, `${SCIKIT_FOLDER}/${file}`) }));
  for (const print of PRINTS) {
    const content = await readPackage(print.package, cache, (name) => name === 'package/data/image.jpg');
    files.push({ name: print.file, data: takeFile(content, 'package/data/image.jpg') });
  }
  return { files, description: { samples: [...PHOTOS, ...PRINTS] } };
}

/** The package is a wrapper around one .tar.gz. */
async function readScikitImages(cache: string): Promise<Files> {
  const wrapper = await readPackage(SCIKIT_IMAGE, cache, (name) => name.endsWith('.tar.gz'));
  const [archive] = wrapper.values();
  if (!archive) throw new Error(`The package ${SCIKIT_IMAGE.name} holds no .tar.gz.`);
  return selectFiles(gunzipSync(archive), (name) => name.startsWith(`${SCIKIT_FOLDER}/`));
}
