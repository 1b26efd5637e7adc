package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.ofText;

import io.tandem.sharedfeatures.text.PublicSuffixes;
import io.tandem.sharedfeatures.text.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** E-mail addresses and domains. */
final class AddressFunctions {
  static final List<NamedFunction> ALL =
      List.of(
          ofText(
              "local_part",
              "of an e-mail address, what stands before the last '@'; missing without one, or when"
                  + " that is nothing",
              AddressFunctions::localPart),
          ofText(
              "domain",
              "of an e-mail address, what stands after the last '@', in lower case, without a"
                  + " closing dot; missing without an '@', or when that is nothing",
              AddressFunctions::domain),
          ofText(
              "registrable_domain",
              "of a domain, the part that somebody registered: the public suffix (as the Public"
                  + " Suffix List has it) and one label before it; a suffix stays as it is; missing"
                  + " when it is no domain name: an empty label, white space, an IP address, more"
                  + " than 253 characters",
              text -> PublicSuffixes.bundled().registrable(text)));

  private AddressFunctions() {}

  private static @Nullable String localPart(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? null : Texts.known(Texts.trim(address.substring(0, at)));
  }

  private static @Nullable String domain(String address) {
    int at = address.lastIndexOf('@');
    if (at < 0) {
      return null;
    }
    return Texts.known(PublicSuffixes.normal(address.substring(at + 1)));
  }
}
