import * as fs from 'node:fs/promises';
import { REFUSED, step } from './step.js';

// Stands for node:fs/promises in the test's bundle: whatever changes something is a step.
export * from 'node:fs/promises';

export const appendFile = stepped(fs.appendFile);
export const chmod = stepped(fs.chmod);
export const copyFile = stepped(fs.copyFile);
export const cp = stepped(fs.cp);
export const link = stepped(fs.link);
export const mkdir = stepped(fs.mkdir);
export const mkdtemp = stepped(fs.mkdtemp);
export const rename = stepped(fs.rename);
export const rm = stepped(fs.rm);
export const rmdir = stepped(fs.rmdir);
export const symlink = stepped(fs.symlink);
export const truncate = stepped(fs.truncate);
export const unlink = stepped(fs.unlink);
export const utimes = stepped(fs.utimes);
export const writeFile = stepped(fs.writeFile);

export const open = new Proxy(fs.open, {
  async apply(target, self, args) {
    const [path, flags] = args;
    if (flags === undefined || flags === 'r') return await Reflect.apply(target, self, args);
    refuse(`open ${String(path)}`);
    return steppedHandle(await Reflect.apply(target, self, args), String(path));
  },
});

function stepped<T extends (...args: never[]) => Promise<unknown>>(real: T): T {
  return new Proxy(real, {
    async apply(target, self, args) {
      refuse(`${target.name} ${String(args[0])}`);
      return await Reflect.apply(target, self, args);
    },
  });
}

const CHANGING = new Set<unknown>([
  'appendFile',
  'chmod',
  'datasync',
  'sync',
  'truncate',
  'write',
  'writeFile',
]);

function steppedHandle<T extends object>(handle: T, path: string): T {
  return new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (CHANGING.has(name)) refuse(`${String(name)} ${path}`);
        return await Reflect.apply(value, target, args);
      };
    },
  });
}

function refuse(name: string): void {
  if (step(name) === 'fails')
    throw Object.assign(new Error(`${REFUSED}, ${name}`), { code: 'EIO', errno: -5 });
}
