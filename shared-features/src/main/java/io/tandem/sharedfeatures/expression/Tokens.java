package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.text.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The words of an expression, with their columns. */
public final class Tokens {
  private static final String[] SYMBOLS = {
    "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ","
  };

  public enum Kind {
    NUMBER,
    TEXT,
    NAME,
    SYMBOL,
    END
  }

  record Token(Kind kind, String text, int at) {}

  /** A part of what is written. */
  record Span(String written, int from, int to) {}

  private final String written;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  /**
   * @throws ExpressionFault at a character that starts no word
   */
  Tokens(String text) throws ExpressionFault {
    this.written = text;
    int at = 0;
    while (at < text.length()) {
      if (tokens.size() == Limits.WORDS) {
        throw new ExpressionFault("has more than " + Limits.WORDS + " words", at);
      }
      if (Texts.isWhiteSpace(text.charAt(at))) {
        at++;
      } else {
        Token token = read(text, at);
        tokens.add(token);
        at = end(token);
      }
    }
    tokens.add(new Token(Kind.END, "", text.length()));
  }

  /** The names in an expression, also those of functions; none when it is no expression. */
  public static Set<String> names(String text) {
    Set<String> names = new HashSet<>();
    try {
      for (Token token : new Tokens(text).tokens) {
        if (token.kind == Kind.NAME) {
          names.add(token.text);
        }
      }
    } catch (ExpressionFault e) {
      return Set.of();
    }
    return names;
  }

  private static int end(Token token) {
    return token.at + token.text.length() + (token.kind == Kind.TEXT ? 2 : 0);
  }

  private static Token read(String text, int at) throws ExpressionFault {
    char c = text.charAt(at);
    if (c == '\'') {
      int end = text.indexOf('\'', at + 1);
      if (end < 0) {
        throw new ExpressionFault("a text without its closing quote", at);
      }
      return new Token(Kind.TEXT, text.substring(at + 1, end), at);
    }
    if (isDigit(c)) {
      return new Token(Kind.NUMBER, text.substring(at, numberEnd(text, at)), at);
    }
    if (isNamePart(c)) {
      int end = at;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
      return new Token(Kind.NAME, text.substring(at, end), at);
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        return new Token(Kind.SYMBOL, symbol, at);
      }
    }
    throw new ExpressionFault("unexpected " + c, at);
  }

  /**
   * Digits, dots, letters, and the sign of an exponent: whoever reads the number refuses others.
   */
  private static int numberEnd(String text, int at) {
    int end = at;
    while (end < text.length() && isNumberPart(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean isNumberPart(String text, int at) {
    char c = text.charAt(at);
    boolean sign = c == '+' || c == '-';
    return sign ? "eE".indexOf(text.charAt(at - 1)) >= 0 : isNamePart(c) || c == '.';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return isDigit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  Token peek() {
    return tokens.get(next);
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.kind != Kind.END) {
      next++;
    }
    return token;
  }

  /** The next word if it is a symbol, else an empty text. */
  String peekSymbol() {
    return peek().kind == Kind.SYMBOL ? peek().text : "";
  }

  /** Takes the next word if it is this symbol or keyword. */
  boolean take(String word) {
    Token token = peek();
    boolean taken =
        (token.kind == Kind.SYMBOL || token.kind == Kind.NAME) && token.text.equals(word);
    if (taken) {
      next++;
    }
    return taken;
  }

  void expect(String symbol) throws ExpressionFault {
    if (!take(symbol)) {
      throw new ExpressionFault("expected " + symbol + ", found " + label(), at());
    }
  }

  int at() {
    return peek().at;
  }

  /** What is written from there to the last word that was taken. */
  Span since(int at) {
    return new Span(written, at, end(tokens.get(next - 1)));
  }

  String label() {
    return switch (peek().kind) {
      case END -> "the end";
      case TEXT -> "'" + peek().text + "'";
      case NUMBER, NAME, SYMBOL -> peek().text;
    };
  }
}
