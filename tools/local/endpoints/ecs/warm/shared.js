/** What all programs of a process share: globals, their prototypes, modules of Node.js; with the properties they had at first. */
const first = new Map();

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

const note = (object, except = []) => {
  if (!isObject(object) || first.has(object)) return;
  const properties = Object.getOwnPropertyDescriptors(object);
  for (const key of except) delete properties[key];
  first.set(object, { properties, except });
};

/**
 * Remembers the properties of an object, of what they hold, and of the prototypes of that. Getters are not called: some
 * would load modules.
 *
 * @param except names of properties that may change
 * @returns the object
 */
const remember = (object, except) => {
  note(object, except);
  for (const { value } of Object.values(first.get(object)?.properties ?? {})) {
    note(value);
    if (typeof value === "function") note(value.prototype);
  }
  return object;
};

/**
 * Puts back whatever a program changed of what is remembered.
 *
 * @returns false when something cannot be put back
 */
const restore = () => [...first].every(([object, properties]) => restoreProperties(object, properties));

function restoreProperties(object, { properties, except }) {
  const added = Reflect.ownKeys(object).filter((key) => !Object.hasOwn(properties, key) && !except.includes(key));
  const changed = Reflect.ownKeys(properties).filter((key) => !isSame(object, key, properties[key]));
  return (
    added.every((key) => Reflect.deleteProperty(object, key)) &&
    changed.every((key) => Reflect.defineProperty(object, key, properties[key]))
  );
}

function isSame(object, key, { value, get, set }) {
  const is = Object.getOwnPropertyDescriptor(object, key);
  return is !== undefined && Object.is(is.value, value) && is.get === get && is.set === set;
}

module.exports = { remember, restore };
