/**
 * The reader, remembering what it read last: many suites look at the same few replies, one after the other, and as
 * many faults edit them. What is read is larger than what it was read of, so only so much is kept.
 */
export function remembered<Key, View extends object>(read: (key: Key) => View, most = 16): (key: Key) => View {
  const views = new Map<Key, View>();
  return (key) => {
    const known = views.get(key);
    if (known) return known;
    const view = read(key);
    if (views.size >= most) views.delete(views.keys().next().value!);
    views.set(key, view);
    return view;
  };
}
