package io.tandem.sharedfeatures.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of expressions for the slow oracle, independent of the one that is tested. What it reads
 * has been checked by that one, so it complains of nothing.
 */
final class OracleParser {
  private static final Pattern WORD =
      Pattern.compile(
          "\\s*(?:(?<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|'(?<text>[^']*)'"
              + "|(?<name>[A-Za-z_][A-Za-z_0-9]*)|(?<symbol>[=!<>]=|[-+*/%<>()\\[\\],]))\\s*");

  /** A part of an expression. */
  sealed interface Node {}

  record Constant(OracleValue value) implements Node {}

  /** A source, table or named value. */
  record Name(String name) implements Node {}

  /** A function or, under its symbol, an operator; {@code neg} is the minus of one operand. */
  record Call(String function, List<Node> arguments) implements Node {
    Call {
      arguments = List.copyOf(arguments);
    }
  }

  private record Word(String kind, String text) {}

  private final List<Word> words = new ArrayList<>();
  private int next;

  private OracleParser(String text) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.lookingAt()) {
      for (String kind : List.of("number", "text", "name", "symbol")) {
        if (matcher.group(kind) != null) {
          words.add(new Word(kind, matcher.group(kind)));
        }
      }
      matcher.region(matcher.end(), text.length());
    }
    words.add(new Word("end", ""));
  }

  static Node parse(String text) {
    OracleParser parser = new OracleParser(text);
    Node node = parser.level(0);
    if (!parser.words.get(parser.next).kind.equals("end")) {
      throw new IllegalArgumentException("not read to its end: " + text);
    }
    return node;
  }

  /** What binds on each level, the loosest first; {@code not} stands between levels 1 and 2. */
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("or"),
          List.of("and"),
          List.of("==", "!=", "<", "<=", ">", ">=", "in"),
          List.of("+", "-"),
          List.of("*", "/", "%"));

  private Node level(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    if (level == 2 && isNext("not")) {
      next++;
      return new Call("not", List.of(level(2)));
    }
    Node left = level(level + 1);
    while (LEVELS.get(level).stream().anyMatch(this::isNext)) {
      String symbol = words.get(next++).text;
      left =
          symbol.equals("in")
              ? new Call("in", list(left))
              : new Call(symbol, List.of(left, level(level + 1)));
    }
    return left;
  }

  private List<Node> list(Node left) {
    List<Node> nodes = new ArrayList<>(List.of(left));
    do {
      next++; // the bracket, or a comma
      nodes.add(unary());
    } while (isNext(","));
    next++;
    return nodes;
  }

  private Node unary() {
    if (isNext("-")) {
      next++;
      return new Call("neg", List.of(unary()));
    }
    Word word = words.get(next++);
    return switch (word.kind) {
      case "number" -> new Constant(OracleValue.number(Double.parseDouble(word.text)));
      case "text" -> new Constant(new OracleValue.Txt(word.text));
      case "name" -> isNext("(") ? new Call(word.text, arguments()) : new Name(word.text);
      default -> {
        Node inner = level(0);
        next++;
        yield inner;
      }
    };
  }

  private List<Node> arguments() {
    List<Node> nodes = new ArrayList<>();
    do {
      next++;
      nodes.add(level(0));
    } while (isNext(","));
    next++;
    return nodes;
  }

  /** A text in quotes is never a symbol. */
  private boolean isNext(String symbol) {
    Word word = words.get(next);
    return !word.kind.equals("text") && word.text.equals(symbol);
  }
}
