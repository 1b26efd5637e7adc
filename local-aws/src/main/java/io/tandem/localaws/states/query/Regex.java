package io.tandem.localaws.states.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Parser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.regex.Pattern;

/**
 * A regular expression as a value that only the functions of texts can use. JSONata's own, called
 * as a function, looks at no clock: {@code /(a+)+c/('aaaa...')} would take a core for ever.
 */
final class Regex extends JFunction {
  /** What a literal comes to, which the library does not show. */
  private static final VarHandle VALUE = value();

  final Pattern pattern;

  private Regex(Pattern pattern) {
    super(
        (_, _) -> {
          throw new JException("a regular expression cannot be called: use $match");
        },
        "<x-:x>");
    this.pattern = pattern;
  }

  private static VarHandle value() {
    try {
      return MethodHandles.privateLookupIn(Parser.Symbol.class, MethodHandles.lookup())
          .findVarHandle(Parser.Symbol.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Of a part of an expression, before it is evaluated. */
  static void replace(Parser.Symbol part) {
    if (VALUE.get(part) instanceof Pattern pattern) {
      VALUE.set(part, new Regex(pattern));
    }
  }
}
