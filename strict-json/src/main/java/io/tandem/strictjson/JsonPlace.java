package io.tandem.strictjson;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands, such as {@code $.cart[2].price}: a text that is joined when it is read. A
 * long way to many values would otherwise cost their product.
 *
 * @param name of a field; null of an element
 * @param index of an element
 */
record JsonPlace(CharSequence parent, @Nullable String name, int index) implements CharSequence {
  static final String ROOT = "$";

  static JsonPlace field(CharSequence parent, String name) {
    return new JsonPlace(parent, name, 0);
  }

  static JsonPlace element(CharSequence parent, int index) {
    return new JsonPlace(parent, null, index);
  }

  @Override
  public int length() {
    return toString().length();
  }

  @Override
  public char charAt(int index) {
    return toString().charAt(index);
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return toString().subSequence(from, to);
  }

  @Override
  public String toString() {
    return name == null ? parent + "[" + index + "]" : parent + "." + name;
  }
}
