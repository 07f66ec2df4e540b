import { createHash } from 'node:crypto';
import { crc32, gzipSync } from 'node:zlib';

/** A made-up package of a test's index. */
export interface PackageOptions {
  readonly name: string;
  readonly version: string;
  /** Requirements as PEP 508 has them; those of an extra with its `extra == '…'` marker or by `extras`. */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Extra → its requirements. */
  readonly extras?: Readonly<Record<string, readonly string[]>>;
  /** One wheel each, such as `manylinux_2_17_x86_64`; by default one that is for `any`. */
  readonly platformTags?: readonly string[];
  /** One wheel each and platform, such as `cp311`; by default `py3`. */
  readonly pythonTags?: readonly string[];
  /** A source distribution beside the wheels, or instead of them (`only`). Default none. */
  readonly sdist?: 'also' | 'only';
  /** Of its metadata; a resolver builds a source distribution that has an older one than 2.2. Default `2.2`. */
  readonly metadataVersion?: string;
  /** Python text that the source distribution's back-end runs when it builds (not when only metadata is asked). */
  readonly onBuild?: string;
}

/** A file of an index: its name and what is in it. */
export interface PackageFile {
  readonly fileName: string;
  readonly content: Buffer;
}

const made = new Map<string, readonly PackageFile[]>();

/** The wheels (and source distribution) of a package; the same bytes for the same options, made once. */
export function packageFiles(options: PackageOptions): readonly PackageFile[] {
  const key = JSON.stringify(options);
  const files = made.get(key) ?? [
    ...(options.sdist === 'only' ? [] : wheels(options)),
    ...(options.sdist === undefined ? [] : [sourceDistribution(options)]),
  ];
  made.set(key, files);
  return files;
}

function wheels(options: PackageOptions): PackageFile[] {
  const stem = fileStem(options);
  return (options.pythonTags ?? ['py3']).flatMap((python) =>
    (options.platformTags ?? ['any']).map((platform) => {
      const tag = `${python}-${python === 'py3' ? 'none' : python}-${platform}`;
      const info = `${stem}.dist-info`;
      const purelib = platform === 'any' && python === 'py3';
      const files = [
        file(`${moduleName(options)}.py`, `VERSION = ${JSON.stringify(options.version)}\n`),
        file(`${info}/METADATA`, metadata(options)),
        file(
          `${info}/WHEEL`,
          `Wheel-Version: 1.0\nGenerator: lockgen-test\nRoot-Is-Purelib: ${purelib}\nTag: ${tag}\n`,
        ),
      ];
      const record = files.map(({ fileName, content }) => {
        const digest = createHash('sha256').update(content).digest('base64url');
        return `${fileName},sha256=${digest},${content.length}\n`;
      });
      files.push(file(`${info}/RECORD`, `${record.join('')}${info}/RECORD,,\n`));
      return { fileName: `${stem}-${tag}.whl`, content: zip(files) };
    }),
  );
}

// Its metadata is static (2.2, nothing dynamic), so that a resolver needn't build; and the back-end is in the tree,
// so that one that builds all the same needs no other package.
function sourceDistribution(options: PackageOptions): PackageFile {
  const stem = fileStem(options);
  const [wheel] = wheels({ ...options, platformTags: ['any'], pythonTags: ['py3'] });
  if (wheel === undefined) {
    throw new Error('a pure package has one wheel');
  }
  const backend = [
    'import base64, os',
    `WHEEL = ${JSON.stringify(wheel.content.toString('base64'))}`,
    'def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):',
    ...(options.onBuild ?? '').split('\n').map((line) => `    ${line}`),
    `    with open(os.path.join(wheel_directory, ${JSON.stringify(wheel.fileName)}), 'wb') as out:`,
    '        out.write(base64.b64decode(WHEEL))',
    `    return ${JSON.stringify(wheel.fileName)}`,
    '',
  ].join('\n');
  const manifest =
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n' +
    `[project]\nname = ${JSON.stringify(options.name)}\nversion = ${JSON.stringify(options.version)}\n` +
    // What only PKG-INFO states, or not even that.
    (options.requires === undefined && options.metadataVersion === undefined
      ? ''
      : 'dynamic = ["dependencies"]\n');
  return {
    fileName: `${stem}.tar.gz`,
    content: gzipSync(
      tar([
        file(`${stem}/PKG-INFO`, metadata(options)),
        file(`${stem}/pyproject.toml`, manifest),
        file(`${stem}/backend.py`, backend),
      ]),
    ),
  };
}

function moduleName(options: PackageOptions): string {
  return options.name.toLowerCase().replace(/[-_.]+/g, '_');
}

function fileStem(options: PackageOptions): string {
  return `${moduleName(options)}-${options.version}`;
}

function metadata(options: PackageOptions): string {
  const extras = Object.entries(options.extras ?? {});
  const lines = [
    `Metadata-Version: ${options.metadataVersion ?? '2.2'}`,
    `Name: ${options.name}`,
    `Version: ${options.version}`,
    ...(options.requiresPython === undefined ? [] : [`Requires-Python: ${options.requiresPython}`]),
    ...(options.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    ...extras.flatMap(([extra, requirements]) => [
      `Provides-Extra: ${extra}`,
      ...requirements.map((requirement) => `Requires-Dist: ${withExtra(requirement, extra)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function withExtra(requirement: string, extra: string): string {
  const [wanted = '', marker] = requirement.split(';').map((part) => part.trim());
  const condition = `extra == '${extra}'`;
  return `${wanted} ; ${marker === undefined ? condition : `(${marker}) and ${condition}`}`;
}

function file(fileName: string, text: string): PackageFile {
  return { fileName, content: Buffer.from(text) };
}

// 1 January 1980, the first date that a zip file can state.
const DOS_DATE = 0x0021;

/** A zip file, its members stored and not compressed. */
export function zip(files: readonly PackageFile[]): Buffer {
  const members: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { fileName, content } of files) {
    const name = Buffer.from(fileName);
    // The fields that the local header and the directory's entry share: from "version needed" to "extra length".
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const member = Buffer.concat([signature(0x04034b50), common, name, content]);
    // Comment length, disk, internal attributes (2 each), external attributes (mode 644), offset.
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    // "Version made by": 20, on Unix.
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), common, tail, name]));
    members.push(member);
    offset += member.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...members, entries, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function tar(files: readonly PackageFile[]): Buffer {
  const blocks = files.flatMap(({ fileName, content }) => {
    const header = Buffer.alloc(512);
    header.write(fileName, 0, 100);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    // The checksum counts its own field as spaces.
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
