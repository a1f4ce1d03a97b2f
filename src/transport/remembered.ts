/**
 * The reader, remembering what it read last: many suites look at the same few replies, one after the other, and as
 * many faults edit them. What is read is larger than what it was read of, so only so much is kept: what is heavy by
 * `weigh`, in bytes, is kept no longer than until the next but one.
 */
export function remembered<Key, View extends object>(
  read: (key: Key) => View,
  weigh: (key: Key) => number,
  most = 16,
): (key: Key) => View {
  const views = new Map<Key, { view: View; weight: number }>();
  let held = 0;
  const forget = (key: Key) => {
    held -= views.get(key)?.weight ?? 0;
    views.delete(key);
  };
  const makeRoom = (weight: number) => {
    for (const oldest of views.keys()) {
      if (views.size < most && (views.size <= 1 || held + weight <= heaviest)) return;
      forget(oldest);
    }
  };
  const keep = (key: Key, weight: number, view: View) => {
    views.set(key, { view, weight });
    held += weight;
    return view;
  };
  return (key) => {
    const known = views.get(key);
    // What was asked for last stands last.
    if (known) {
      forget(key);
      return keep(key, known.weight, known.view);
    }
    const weight = weigh(key);
    makeRoom(weight);
    return keep(key, weight, read(key));
  };
}

const heaviest = 4 << 20;
