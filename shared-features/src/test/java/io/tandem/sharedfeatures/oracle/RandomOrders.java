package io.tandem.sharedfeatures.oracle;

import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.strictjson.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Orders for a definition's sources: most of them small and right, with fields missing, keys in any
 * order, and numbers and texts in odd forms; many wrong in a place or broken. The same for the same
 * random numbers.
 */
public final class RandomOrders {
  private static final String[] NUMBERS = {
    "0",
    "1",
    "2",
    "3",
    "-1",
    "0.5",
    "7.25",
    "19.99",
    "100",
    "1E5",
    "-0",
    "-0.0",
    "1e-400",
    "0e99",
    "1e400",
    "-1e400",
    "2.0",
    "10e-1",
    "1.7976931348623157e308",
    "4.9e-324",
    "2.2250738585072012e-308",
    "0.1234567890123456789012345678901234567890",
    "9007199254740993",
    "123456789012345678901234567890",
    "1000000000.00000000001",
    "0.30000000000000004",
    "1e22",
    "8.41E21",
    "5e-1"
  };

  private static final String[] TEXTS = {
    "a",
    "b",
    "c",
    "A",
    "a/b",
    "b / x",
    "/",
    "other",
    "Mara",
    "mara ",
    "O'NEIL",
    "O\u2019Neil-Smith",
    "Mara O'Neil",
    "  two\u00a0 words\u2003",
    "\u00df\u1e9e\u0130i\u0307",
    "\u03a3\u03b1\u03c2 \u03a3",
    "\ud83d\ude00",
    "e\u0301A\u0308",
    "\u01c5",
    "\u0000",
    "\u007f",
    "\uffff",
    "\ufb01\ud835\udd4f",
    "12 34",
    "x@b.co.uk",
    "M.X@Free.Com.",
    "@",
    "a@@ß.de",
    "x@a.b.c.kawasaki.jp",
    "city.kawasaki.jp",
    "www.ck",
    "1.2.3.4",
    ".",
    "a..b",
    "Europe/Berlin",
    "DE",
    "XX",
    "Mars/Olympus",
    "2026-03-14",
    "c.d",
    "q.c.d",
    "own",
    "invoice",
    "gmail.com",
    "tor",
    "\u200bzero",
    "\u0085",
    "\u2028x",
    "true",
    "null",
    "\\u0041",
    "\"quoted\"\\",
    "Zo\u00eb",
    "ZOE\u0308",
    "\u1ec7",
    "e\u0302\u0323",
    "E\u0323\u0302",
    "\u212b",
    "a\u030a",
    "\uac01",
    "\u1100\u1161\u11a8",
    "\u0130\u0323",
    "\u0301\u0300\u0334",
    "\ufb01",
    "\u1fb7\u0345",
    "home/garden"
  };

  private static final String[] HELD = {
    "+5",
    ".5",
    "5.",
    "+.5e+1",
    "007",
    "-0",
    "-0.0",
    "1e400",
    "-1E-400",
    "4.9e-324",
    "9007199254740993",
    "5,5",
    "1,234.50",
    "1 234",
    "1_000",
    "0x10",
    "0x1p3",
    "1d",
    "1f",
    "5L",
    "NaN",
    "Infinity",
    "-",
    ".",
    "e5",
    "5e",
    "5e+",
    "--5",
    "+-5",
    "5-",
    "(5)",
    "$5",
    "5%",
    "\u0665",
    "\uff15",
    "",
    " ",
    "true",
    "True",
    "tRUE",
    "1",
    "0",
    "yes",
    "t",
    "fal\u017fe",
    "null",
    "\"5\"",
    "5 5"
  };

  private static final String[] TIMES = {
    "2026-03-14T23:41:07+01:00",
    "2026-03-14T23:41:07Z",
    "2026-03-29T01:59:59.999999999+01:00",
    "2026-10-25T00:30:00Z",
    "0000-01-01T00:00:00-18:00",
    "9999-12-31T23:59:59+18:00",
    "2024-02-29T12:00:00.5-03:30",
    "1969-12-31T23:59:59.1Z",
    "2026-03-14t23:41:07z",
    "2026-03-14T24:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-03-14",
    "2026-02-30",
    "1900-01-01",
    "2026-03-14T23:41:60Z",
    "2026-03-14T23:41:07+18:01",
    "2026-3-14T23:41:07Z"
  };

  private static final String[] ZONES = {
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/St_Johns",
    "UTC",
    "Mars/Olympus",
    "Z",
    "+01:00",
    "europe/berlin",
    "Pacific/Apia",
    "EST",
    "HST",
    "GMT+0",
    "GMT+1"
  };

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "false",
    "0",
    "-0.0",
    "1e400",
    "-1e400",
    "2.0",
    "1.5",
    "\"\"",
    "\" \"",
    "\"x\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\u0000",
    "{}",
    "[]",
    "[null]",
    "[[]]",
    "{\"a\":{}}",
    "1e-999",
    "123456789012345678901234567890",
    "\ufeff",
    "\\",
    "\"2026-03-14T23:41:07Z\"",
    "\"2026-02-30\"",
    "\"Europe/Berlin\"",
    "\"price\":",
    "\r\n",
    "/**/"
  };

  private static final int RARE = 400;

  private final List<Source> sources;
  private final List<byte[]> examples;

  /**
   * @param examples orders that are mutated now and then
   */
  public RandomOrders(List<Source> sources, List<byte[]> examples) {
    this.sources = List.copyOf(sources);
    this.examples = List.copyOf(examples);
  }

  /** Any order, also none. */
  public byte[] next(Random random) {
    if (!examples.isEmpty() && random.nextInt(40) == 0) {
      return mutated(examples.get(random.nextInt(examples.size())), random);
    }
    byte[] order = Sample.bytes(written(order(random, 0.04), random, true));
    return random.nextInt(6) == 0 ? mutated(order, random) : order;
  }

  /** An order that is read. */
  public String right(Random random) {
    return written(order(random, 0), random, false);
  }

  /** The fields of objects are maps, of arrays lists; everything else is written JSON. */
  private Object order(Random random, double wrong) {
    double present = 0.15 + 0.85 * random.nextDouble();
    Map<String, Object> root = new LinkedHashMap<>();
    for (Source source : sources) {
      boolean there = source.required() ? random.nextInt(200) > 0 : random.nextDouble() < present;
      if (there && !source.path().isEach()) {
        put(root, source.path().steps(), value(source, random, wrong));
      }
    }
    Map<List<String>, List<Source>> arrays =
        sources.stream()
            .filter(source -> source.path().isEach())
            .collect(
                Collectors.groupingBy(
                    source -> source.path().array().steps(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    arrays.forEach((path, each) -> put(root, path, array(each, random, wrong)));
    return root;
  }

  private static Object array(List<Source> each, Random random, double wrong) {
    if (random.nextDouble() < wrong) {
      return random.nextBoolean() ? "null" : wrong(random);
    }
    int length = random.nextInt(random.nextInt(20) == 0 ? 40 : 4);
    if (random.nextInt(4 * RARE) == 0) {
      length = random.nextBoolean() ? Limits.ARRAY : Limits.ARRAY + 1;
    }
    double present = 0.3 + 0.7 * random.nextDouble();
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Map<String, Object> element = new LinkedHashMap<>();
      Object bare = random.nextDouble() < wrong ? wrong(random) : element;
      for (Source source : each) {
        List<String> steps = source.path().steps();
        List<String> below = steps.subList(steps.indexOf(SourcePath.EACH) + 1, steps.size());
        boolean there = source.required() ? random.nextInt(500) > 0 : random.nextDouble() < present;
        if (below.isEmpty()) {
          bare = there ? value(source, random, wrong) : "null";
        } else if (there) {
          put(element, below, value(source, random, wrong));
        }
      }
      elements.add(bare);
    }
    return elements;
  }

  @SuppressWarnings("unchecked") // what was put there
  private static void put(Map<String, Object> at, List<String> steps, Object value) {
    Map<String, Object> object = at;
    for (String step : steps.subList(0, steps.size() - 1)) {
      object = (Map<String, Object>) object.computeIfAbsent(step, s -> new LinkedHashMap<>());
    }
    object.put(steps.get(steps.size() - 1), value);
  }

  private static String value(Source source, Random random, double wrong) {
    if (random.nextDouble() < wrong) {
      return wrong(random);
    }
    if (source.fromText() && random.nextInt(3) > 0) {
      return held(source, random, wrong);
    }
    return switch (source.kind()) {
      case FLAG, LABEL -> random.nextBoolean() ? "true" : "false";
      case NUMBER, INTEGER -> number(source, random, wrong > 0);
      case TEXT -> quoted(text(random, wrong > 0), random);
      case ZONE -> quoted(one(ZONES, random), random);
      case DATE -> quoted("20%02d-0%d-1%d".formatted(digits(random), digit(random), 5), random);
      case INSTANT -> quoted(instant(random, wrong > 0), random);
    };
  }

  /** A number or flag within a text, now and then in a form that only texts have. */
  private static String held(Source source, Random random, double wrong) {
    if (wrong > 0 && random.nextInt(8) == 0) {
      return quoted(one(HELD, random), random);
    }
    String bare =
        source.kind() == Source.Kind.FLAG
            ? one(new String[] {"true", "false", "True", "FALSE"}, random)
            : number(source, random, wrong > 0);
    String around = random.nextInt(10) == 0 ? " \t\u00a0".substring(random.nextInt(3)) : "";
    return quoted(around + bare + around, random);
  }

  private static int digits(Random random) {
    return random.nextInt(100);
  }

  private static int digit(Random random) {
    return 1 + random.nextInt(9);
  }

  private static String instant(Random random, boolean odd) {
    if (odd && random.nextInt(5) == 0) {
      return one(TIMES, random);
    }
    String offset = new String[] {"Z", "+01:00", "-03:30", "+00:00", "+14:00"}[random.nextInt(5)];
    String fraction = random.nextInt(3) == 0 ? "." + (1 + random.nextInt(999_999_999)) : "";
    return "20%02d-0%d-%02dT%02d:%02d:%02d%s%s"
        .formatted(
            digits(random),
            digit(random),
            1 + random.nextInt(28),
            random.nextInt(24),
            random.nextInt(60),
            random.nextInt(60),
            fraction,
            offset);
  }

  private static String number(Source source, Random random, boolean odd) {
    if (odd && random.nextInt(6) == 0) {
      return one(NUMBERS, random);
    }
    int whole = 1 + random.nextInt(random.nextInt(4) == 0 ? 5_000 : 5);
    if (source.kind() == Source.Kind.INTEGER || random.nextInt(3) == 0) {
      return whole + (random.nextInt(5) == 0 ? ".0" : "");
    }
    if (random.nextInt(10) == 0 && source.max() > 1) {
      return (random.nextBoolean() && source.min() < 0 ? "-" : "")
          + whole
          + "e"
          + random.nextInt(9);
    }
    return source.max() > 1
        ? (source.min() < 0 && random.nextInt(4) == 0 ? "-" : "") + whole + "." + digits(random)
        : "0." + digits(random);
  }

  private static String text(Random random, boolean odd) {
    if (odd && random.nextInt(2 * RARE) == 0) {
      return "x".repeat(Limits.TEXT - 1 + random.nextInt(3));
    }
    String text = TEXTS[random.nextInt(odd ? TEXTS.length : 16)];
    return random.nextInt(5) == 0 ? text + TEXTS[random.nextInt(16)] : text;
  }

  private static String wrong(Random random) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> "null";
      case 4 -> "{\"a\": [1, {\"b\": null}]}";
      case 5 -> "[1, []]";
      case 6 -> "\"\"";
      case 7 -> "\" \\u00a0\\u2003\"";
      case 8 -> "\"\\ud800\"";
      case 9 -> one(NUMBERS, random);
      case 10 -> "true";
      default -> "\"" + random.nextInt(1000) + "\"";
    };
  }

  private static String one(String[] of, Random random) {
    return of[random.nextInt(of.length)];
  }

  private static String quoted(String text, Random random) {
    String compact = Json.text(text).compact();
    if (random.nextInt(10) > 0) {
      return compact;
    }
    StringBuilder escaped = new StringBuilder("\"");
    text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    return escaped.append('"').toString();
  }

  private static String written(Object value, Random random, boolean odd) {
    String space = random.nextInt(12) == 0 ? " \n\r\t".substring(random.nextInt(4)) : "";
    if (value instanceof Map<?, ?> object) {
      List<String> fields = new ArrayList<>();
      object.forEach(
          (name, field) ->
              fields.add(
                  (random.nextInt(30) == 0 ? quoted(name.toString(), random) : "\"" + name + "\"")
                      + ":"
                      + written(field, random, odd)));
      if (odd && random.nextInt(4) == 0) {
        fields.add("\"u" + random.nextInt(9) + "\":" + wrong(random));
      }
      if (odd && !fields.isEmpty() && random.nextInt(RARE) == 0) {
        fields.add(fields.get(random.nextInt(fields.size())));
      }
      Collections.shuffle(fields, random);
      return space + "{" + space + String.join(space + ",", fields) + "}" + space;
    }
    if (value instanceof List<?> array) {
      List<String> items = new ArrayList<>();
      array.forEach(item -> items.add(written(item, random, odd)));
      return space + "[" + String.join(",", items) + space + "]";
    }
    return space + value;
  }

  /** A few pieces replaced by others. */
  public static byte[] mutated(byte[] order, Random random) {
    byte[] bytes = order;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, from + random.nextInt(random.nextBoolean() ? 2 : 40));
      byte[] piece =
          random.nextInt(8) == 0
              ? new byte[] {(byte) random.nextInt(256)}
              : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, from);
      out.writeBytes(piece);
      out.write(bytes, to, bytes.length - to);
      bytes = out.toByteArray();
    }
    return bytes;
  }
}
