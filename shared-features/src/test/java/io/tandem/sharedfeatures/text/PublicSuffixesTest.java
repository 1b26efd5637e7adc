package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The test vectors of publicsuffix.org, but that a suffix stays as it is where they have nothing.
 */
class PublicSuffixesTest {
  @ParameterizedTest
  @CsvSource({
    // mixed case, unlisted
    "COM, com",
    "example.COM, example.com",
    "WwW.example.COM, example.com",
    "example, example",
    "example.example, example.example",
    "b.example.example, example.example",
    "a.b.example.example, example.example",
    // one rule
    "biz, biz",
    "domain.biz, domain.biz",
    "a.b.domain.biz, domain.biz",
    // two-level rules
    "uk.com, uk.com",
    "example.uk.com, example.uk.com",
    "a.b.example.uk.com, example.uk.com",
    "co.uk, co.uk",
    "test.ac, test.ac",
    // only a wildcard
    "mm, mm",
    "c.mm, c.mm",
    "b.c.mm, b.c.mm",
    "a.b.c.mm, b.c.mm",
    // more complex
    "jp, jp",
    "test.jp, test.jp",
    "www.test.jp, test.jp",
    "ac.jp, ac.jp",
    "test.ac.jp, test.ac.jp",
    "kyoto.jp, kyoto.jp",
    "test.kyoto.jp, test.kyoto.jp",
    "b.ide.kyoto.jp, b.ide.kyoto.jp",
    "a.b.ide.kyoto.jp, b.ide.kyoto.jp",
    "c.kobe.jp, c.kobe.jp",
    "b.c.kobe.jp, b.c.kobe.jp",
    "a.b.c.kobe.jp, b.c.kobe.jp",
    "city.kobe.jp, city.kobe.jp",
    "www.city.kobe.jp, city.kobe.jp",
    "x.kawasaki.jp, x.kawasaki.jp",
    "y.x.kawasaki.jp, y.x.kawasaki.jp",
    "city.kawasaki.jp, city.kawasaki.jp",
    "a.b.city.kawasaki.jp, city.kawasaki.jp",
    // a wildcard and an exception
    "ck, ck",
    "test.ck, test.ck",
    "b.test.ck, b.test.ck",
    "a.b.test.ck, b.test.ck",
    "www.ck, www.ck",
    "www.www.ck, www.ck",
    // three levels, and a wildcard whose base is no rule
    "test.k12.ak.us, test.k12.ak.us",
    "www.test.k12.ak.us, test.k12.ak.us",
    "elb.amazonaws.com, amazonaws.com",
    "x.elb.amazonaws.com, x.elb.amazonaws.com",
    "b.x.elb.amazonaws.com, b.x.elb.amazonaws.com",
    // the section of private domains
    "blogspot.com, blogspot.com",
    "github.io, github.io",
    "mara.github.io, mara.github.io",
    "www.mara.github.io, mara.github.io",
    // IDN, in both forms
    "食狮.com.cn, 食狮.com.cn",
    "食狮.公司.cn, 食狮.公司.cn",
    "www.食狮.公司.cn, 食狮.公司.cn",
    "公司.cn, 公司.cn",
    "www.食狮.中国, 食狮.中国",
    "xn--85x722f.com.cn, xn--85x722f.com.cn",
    "xn--85x722f.xn--55qx5d.cn, xn--85x722f.xn--55qx5d.cn",
    "www.xn--85x722f.xn--55qx5d.cn, xn--85x722f.xn--55qx5d.cn",
    "shishi.xn--fiqs8s, shishi.xn--fiqs8s",
    "xn--fiqs8s, xn--fiqs8s",
    // a closing dot
    "www.example.co.uk., example.co.uk",
  })
  void whatWasRegistered(String domain, String registrable) {
    assertEquals(registrable, PublicSuffixes.bundled().registrable(domain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".com",
        ".example.com",
        "a..com",
        "a.com..",
        "a b.com",
        "a@b.com",
        "192.168.0.1",
        "[127.0.0.1]"
      })
  void whatIsNoDomainNameIsMissing(String text) {
    assertNull(PublicSuffixes.bundled().registrable(text));
  }

  @Test
  void aDomainNameIsAtMost253CharactersLong() {
    assertEquals("a.de", PublicSuffixes.bundled().registrable("x.".repeat(124) + "a.de"));
    assertNull(PublicSuffixes.bundled().registrable("x.".repeat(125) + "a.de"));
  }

  @Test
  void theListSaysItsVersion() {
    assertTrue(PublicSuffixes.bundled().version().matches("20\\d\\d-\\d\\d-\\d\\d_.*UTC"));
  }

  @Test
  void everyRuleInUnicodeHoldsForItsAsciiForm() throws IOException {
    try (InputStream in = PublicSuffixes.class.getResourceAsStream("public_suffix_list.dat")) {
      List<String> rules =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.matches("[\\p{ASCII}]*") && !line.startsWith("//"))
              .toList();

      assertTrue(rules.size() > 400, () -> rules.size() + " rules");
      for (String rule : rules) {
        String below = "shop." + IDN.toASCII(rule);
        assertEquals(below, PublicSuffixes.bundled().registrable(below), rule);
        assertEquals(below, PublicSuffixes.bundled().registrable("www." + below), rule);
      }
    }
  }
}
