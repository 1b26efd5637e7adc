package io.tandem.localaws.states.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What Step Functions adds to JSONata's functions, and the one that it takes away. */
final class Additions {
  private static final int MAX_RANGE = 1000;
  private static final Set<String> ALGORITHMS =
      Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");
  private static final int MAX_BYTES = 4 << 20;
  private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 100, MAX_BYTES, 1024, 400);

  private Additions() {}

  static void bind(Frame frame) {
    frame.bind("parse", new JFunction((_, args) -> parse(args.get(0)), "<s-:x>"));
    frame.bind("partition", new JFunction((_, args) -> partition(args), "<an:a>"));
    frame.bind("range", new JFunction((_, args) -> range(args), "<nnn:a>"));
    frame.bind("hash", new JFunction((_, args) -> hash(args), "<ss:s>"));
    frame.bind("random", new JFunction((_, args) -> random(args), "<n?:n>"));
    frame.bind("uuid", new JFunction((_, _) -> UUID.randomUUID().toString(), "<:s>"));
    frame.bind(
        "eval",
        new JFunction(
            (_, _) -> {
              throw new JException("$eval is not there in Step Functions: use $parse");
            },
            "<sx?:x>"));
  }

  private static @Nullable Object parse(@Nullable Object text) {
    if (text == null) {
      return null;
    }
    try {
      return JavaValues.of(
          Json.read(String.valueOf(text).getBytes(StandardCharsets.UTF_8), LIMITS));
    } catch (InvalidJsonException e) {
      throw new JException("$parse: the text " + e.getMessage());
    }
  }

  private static @Nullable Object partition(List<?> args) {
    if (!(args.get(0) instanceof List<?> array) || !(args.get(1) instanceof Number number)) {
      return null;
    }
    int size = whole("$partition", number);
    if (size < 1) {
      throw new JException("$partition: the size of a part must be positive");
    }
    List<Object> parts = new ArrayList<>();
    for (int from = 0; from < array.size(); from += size) {
      parts.add(new ArrayList<>(array.subList(from, Math.min(array.size(), from + size))));
    }
    return parts;
  }

  private static int whole(String function, Number number) {
    if (number.doubleValue() != number.intValue()) {
      throw new JException(function + ": expected whole numbers, found " + number);
    }
    return number.intValue();
  }

  private static @Nullable Object range(List<?> args) {
    if (!(args.get(0) instanceof Number from)
        || !(args.get(1) instanceof Number to)
        || !(args.get(2) instanceof Number by)) {
      return null;
    }
    long first = whole("$range", from);
    long last = whole("$range", to);
    long step = whole("$range", by);
    if (step == 0) {
      throw new JException("$range: the step must not be 0");
    }
    List<Object> numbers = new ArrayList<>();
    for (long next = first; step > 0 ? next <= last : next >= last; next += step) {
      if (numbers.size() == MAX_RANGE) {
        throw new JException("$range: more than 1000 numbers");
      }
      numbers.add((int) next);
    }
    return numbers;
  }

  private static @Nullable Object hash(List<?> args) {
    if (!(args.get(0) instanceof String data) || !(args.get(1) instanceof String algorithm)) {
      return null;
    }
    if (!ALGORITHMS.contains(algorithm)) {
      throw new JException("$hash: expected one of MD5, SHA-1, SHA-256, SHA-384, SHA-512");
    }
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(data.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object random(List<?> args) {
    return !args.isEmpty() && args.get(0) instanceof Number seed
        ? (Object) new Random(seed.longValue()).nextDouble()
        : (Object) ThreadLocalRandom.current().nextDouble();
  }
}
