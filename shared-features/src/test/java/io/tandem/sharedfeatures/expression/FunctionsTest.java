package io.tandem.sharedfeatures.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.Sample;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every function: expression, order, value before it is rounded to a column. */
class FunctionsTest {
  static final String NUMBERS =
      """
      # abs, sqrt, exp, log, log1p
      abs(x)                | {"x": -2.5}                   | 2.5
      abs(x)                | {}                            | missing
      sqrt(x)               | {"x": 6.25}                   | 2.5
      sqrt(x)               | {"x": -1}                     | missing
      exp(x)                | {"x": 0}                      | 1.0
      exp(x)                | {}                            | missing
      log(x)                | {"x": 1}                      | 0.0
      log(x)                | {"x": 0}                      | missing
      log(x)                | {"x": -1}                     | missing
      log1p(x)              | {"x": 0}                      | 0.0
      log1p(x)              | {"x": 1e-20}                  | 1.0E-20
      log1p(x)              | {"x": -0.5}                   | missing
      log1p(x)              | {}                            | missing
      # floor, round
      floor(x)              | {"x": -1.5}                   | -2.0
      floor(x)              | {}                            | missing
      round(x)              | {"x": 2.5}                    | 3.0
      round(x)              | {"x": -2.5}                   | -2.0
      round(x)              | {"x": 0.49999999999999994}    | 0.0
      round(x)              | {"x": 9007199254740993}       | 9.007199254740992E15
      round(x)              | {}                            | missing
      # pow
      pow(x, y)             | {"x": 2, "y": 10}             | 1024.0
      pow(x, y)             | {"x": -8, "y": 0.5}           | missing
      pow(x, 0)             | {}                            | missing
      # least, greatest, clip, between
      least(x, y)           | {"x": 2, "y": 1}              | 1.0
      least(x, y)           | {"x": 2}                      | missing
      greatest(x, y)        | {"x": 2, "y": 1}              | 2.0
      greatest(x, y)        | {"y": 1}                      | missing
      clip(x, 0, 10)        | {"x": -1}                     | 0.0
      clip(x, 0, 10)        | {"x": 11}                     | 10.0
      clip(x, 0, 10)        | {"x": 5}                      | 5.0
      clip(x, 0, y)         | {"x": 5}                      | missing
      between(x, 1, 5)      | {"x": 1}                      | 1.0
      between(x, 1, 5)      | {"x": 5}                      | 1.0
      between(x, 1, 5)      | {"x": 5.1}                    | 0.0
      between(x, 1, y)      | {"x": 0}                      | missing
      # is_missing, missing_count, coalesce, if
      is_missing(x)         | {"x": 0}                      | 0.0
      is_missing(x)         | {"x": null}                   | 1.0
      is_missing(s)         | {"s": " \\u00a0\\t"}          | 1.0
      is_missing(from)      | {}                            | 1.0
      is_missing(from)      | {"from": "2026-01-01T00:00:00Z"} | 0.0
      is_missing(zone)      | {"zone": "Mars/Olympus"}      | 1.0
      is_missing(zone)      | {"zone": "UTC"}               | 0.0
      missing_count(x, s, from, zone) | {}                  | 4.0
      missing_count(x, s, from, zone) | {"x": 0, "s": "a"}  | 2.0
      coalesce(x, y, 7)     | {"x": 1, "y": 2}              | 1.0
      coalesce(x, y, 7)     | {"y": 2}                      | 2.0
      coalesce(x, y, 7)     | {}                            | 7.0
      coalesce(x, y)        | {}                            | missing
      not coalesce(f, g)    | {"g": true}                   | 0.0
      if(f, 1, 2)           | {"f": true}                   | 1.0
      if(f, 1, 2)           | {"f": false}                  | 2.0
      if(f, 1, 2)           | {}                            | missing
      if(f, x, 2)           | {"f": true}                   | missing
      not if(f, f, g)       | {"f": false, "g": false}      | 1.0
      clip(x, 10, 0)        | {"x": 5}                      | 0.0
      sqrt(x)               | {}                            | missing
      round(exp(x))         | {"x": 1000}                   | Infinity
      is_missing(exp(x))    | {"x": 1000}                   | 0.0
      is_missing('a')       | {}                            | 0.0
      least(exp(x), 3)      | {"x": 1000}                   | 3.0
      # cyclic_sin, cyclic_cos
      cyclic_sin(x, 24)     | {"x": 6}                      | 1.0
      cyclic_cos(x, 24)     | {"x": 24}                     | 1.0
      cyclic_cos(x, 7)      | {"x": -7}                     | 1.0
      cyclic_sin(x, 0)      | {"x": 6}                      | missing
      cyclic_cos(x, 0)      | {"x": 6}                      | missing
      cyclic_sin(x, y)      | {"x": 6}                      | missing
      cyclic_cos(exp(x), 7) | {"x": 1000}                   | missing
      """;

  static final String TEXTS =
      """
      length(s)             | {"s": "a\\ud83d\\ude00b"}     | 3.0
      length(s)             | {}                            | missing
      count_of(s, 'digit')             | {"s": "a1b22\\u0663"}         | 3.0
      count_of(s, 'digit')             | {"s": "abc"}                  | 0.0
      count_of(s, 'digit')             | {}                            | missing
      share_of(s, 'digit')        | {"s": "a1b2"}                 | 0.5
      share_of(s, 'digit')        | {}                            | missing
      lower(s)              | {"s": "AIÄ"}                  | aiä
      lower(s)              | {}                            | missing
      trim(s)               | {"s": "\\u00a0 a b\\u2003"}   | a b
      trim(s)               | {}                            | missing
      fold(s)               | {"s": " A\\u00a0\\t B "}      | a b
      fold(s)               | {}                            | missing
      first_segment(s)      | {"s": " Shoes /sneakers"}     | Shoes
      first_segment(s)      | {"s": "shoes"}                | shoes
      first_segment(s)      | {"s": " /sneakers"}           | missing
      first_segment(s)      | {}                            | missing
      local_part(s)         | {"s": "a@b@c.de"}             | a@b
      local_part(s)         | {"s": "abc"}                  | missing
      local_part(s)         | {"s": "@c.de"}                | missing
      domain(s)             | {"s": "a@b@C.De."}            | c.de
      domain(s)             | {"s": "abc"}                  | missing
      domain(s)             | {"s": "a@"}                   | missing
      domain(s)             | {}                            | missing
      prefix(s, 2)          | {"s": "\\ud83d\\ude00bc"}     | 😀b
      prefix(s, 9)          | {"s": "ab"}                   | ab
      prefix(s, 0)          | {"s": "ab"}                   | missing
      prefix(s, x)          | {"s": "ab"}                   | missing
      contains(s, t)        | {"s": "Mara  LINDNER", "t": "a lind"} | 1.0
      contains(s, t)        | {"s": "a", "t": "b"}          | 0.0
      contains(s, t)        | {"s": "a"}                    | missing
      same(s, t)            | {"s": " Ahornweg  12", "t": "AHORNWEG 12"} | 1.0
      same(s, t)            | {"s": "a", "t": "b"}          | 0.0
      same(s, t)            | {"t": "b"}                    | missing
      concat(s, '-', t)     | {"s": "a", "t": "b"}          | a-b
      concat(s, '-', t)     | {"s": "a"}                    | missing
      coalesce_text(s, t)   | {"s": "a", "t": "b"}          | a
      coalesce_text(s, t)   | {"t": "b"}                    | b
      coalesce_text(s, t)   | {}                            | missing
      text(x)               | {"x": 20000000}               | 20000000
      text(x)               | {"x": 0.1}                    | 0.1
      text(x)               | {"x": -0.0}                   | 0
      text(exp(x))          | {"x": 1000}                   | missing
      text(x)               | {}                            | missing
      text(f)               | {"f": true}                   | 1
      # count_of, share_of
      count_of(s, 'letter')       | {"s": "aB\\u00e4 1"}         | 2.0
      count_of(s, 'upper')        | {"s": "aBC\\u00c4"}          | 2.0
      count_of(s, 'lower')        | {"s": "aBC\\u00e4"}          | 1.0
      count_of(s, 'space')        | {"s": "a b\\tc\\u00a0d"}     | 2.0
      count_of(s, 'punctuation')  | {"s": "a-b_c@d\\u2013"}      | 3.0
      share_of(s, 'letter')       | {"s": "a\\ud83d\\ude00"}     | 0.5
      share_of('', 'letter')      | {}                         | missing
      # matches
      matches(s, '[0-9]')         | {"s": "Weg 12"}            | 1.0
      matches(s, '^[0-9]+$')      | {"s": "Weg 12"}            | 0.0
      matches(s, '^[0-9]+$')      | {"s": "12"}                | 1.0
      matches(s, '(?i)packst')    | {"s": "PACKSTATION"}       | 1.0
      matches(s, '2024')          | {"s": "in 2024"}           | 1.0
      matches(s, '^[a-z]{2,20}@[a-z]{2,20}$') | {"s": "ab@cd"} | 1.0
      matches(s, '')              | {"s": "a"}                 | 1.0
      matches(s, 'a')             | {}                         | missing
      # before, after
      before(s, '-')              | {"s": "DE -FR-X"}          | DE
      before(s, '-')              | {"s": " DE "}              | DE
      before(s, '-')              | {"s": " -DE"}              | missing
      before(s, t)                | {"s": "DE"}                | missing
      before(s, '-')              | {}                         | missing
      after(s, '-')               | {"s": "DE- FR-X"}          | FR-X
      after(s, '-')               | {"s": "DE"}                | missing
      after(s, '-')               | {"s": "DE- "}              | missing
      after(s, ', ')              | {"s": "a, b"}              | b
      after(s, t)                 | {"s": "DE"}                | missing
      before(s, '')               | {"s": "DE"}                | missing
      after(s, '')                | {"s": "DE"}                | DE
      # jaccard
      jaccard(s, t)               | {"s": "Ahornweg 12 Leipzig", "t": "leipzig  ahornweg 13"} | 0.5
      jaccard(s, t)               | {"s": "a a a", "t": "A"}   | 1.0
      jaccard(s, t)               | {"s": "a", "t": "b"}       | 0.0
      jaccard(s, t)               | {"s": "a"}                 | missing
      jaccard(s, '')              | {"s": "a"}                 | 0.0
      jaccard('', ' ')            | {}                         | missing
      # name_case
      name_case(s)                | {"s": "mara lindner"}      | lower
      name_case(s)                | {"s": "MARA LINDNER"}      | upper
      name_case(s)                | {"s": "Mara Lindner-Vogt"} | title
      name_case(s)                | {"s": "Mara lindner"}      | mixed
      name_case(s)                | {"s": "MaRa"}              | mixed
      name_case(s)                | {"s": "Jean d'Arc"}        | mixed
      name_case(s)                | {"s": "Rene\\u0301e"}        | title
      name_case(s)                | {"s": "\\u00c4nne"}          | title
      name_case(s)                | {"s": "\\u5f20 3"}           | missing
      name_case(s)                | {}                         | missing
      # registrable_domain; many more in PublicSuffixesTest
      registrable_domain(s)       | {"s": "Mail.Shop.CO.UK."}  | shop.co.uk
      registrable_domain(s)       | {"s": "co.uk"}             | co.uk
      registrable_domain(s)       | {"s": "a b.de"}            | missing
      registrable_domain(s)       | {}                         | missing
      # concat
      concat('', '')              | {}                         | missing
      coalesce_text(s, 'none')    | {}                         | none
      coalesce_text(after(s, '-'), s) | {"s": "a"}             | a
      # lookup, lookup_domain
      lookup(place_of, s)         | {"s": "a"}                 | Aachen
      lookup(place_of, s)         | {"s": "A"}                 | missing
      lookup(place_of, s)         | {}                         | missing
      lookup(height_of, s)        | {"s": "a"}                 | 173.0
      lookup(height_of, s)        | {"s": "b"}                 | 0.0
      lookup(height_of, s)        | {"s": "x"}                 | 60.5
      lookup(height_of, s)        | {}                         | missing
      lookup(mail, s)             | {"s": "free.com"}          | free
      lookup(mail, s)             | {"s": "x.free.com"}        | other
      lookup_domain(mail, s)      | {"s": "x.y.free.com"}      | free
      lookup_domain(mail, s)      | {"s": "a.b.co.uk"}         | free
      lookup_domain(mail, s)      | {"s": "notfree.com"}       | other
      lookup_domain(mail, s)      | {"s": "..."}               | other
      lookup_domain(mail, s)      | {}                         | missing
      lookup_domain(height_of, s) | {"s": "x.c.d"}             | 5.0
      lookup_domain(place_of, s)  | {"s": "b.c"}               | missing
      """;

  static final String TIMES =
      """
      # 22:41:07 UTC on a Saturday; 23:41 in Berlin; the next day in Tokyo
      hour(from, zone)              | {"from": "2026-03-14T22:41:07Z", "zone": "Europe/Berlin"} | 23.0
      hour(from, zone)              | {"from": "2026-03-14T22:41:07Z", "zone": "Asia/Tokyo"}    | 7.0
      hour(from, zone)              | {"from": "2026-03-14T22:41:07-05:00"}                     | 22.0
      hour(from, zone)              | {"from": "2026-03-14T22:41:07Z"}                          | 22.0
      hour(from, zone)              | {"from": "2026-03-14T22:41:07-05:00", "zone": "Mars/Olympus"} | 22.0
      hour(from, zone)              | {"zone": "Europe/Berlin"}                                 | missing
      minute(from, zone)            | {"from": "2026-03-14T22:41:07Z", "zone": "Asia/Kolkata"}  | 11.0
      minute(from, zone)            | {}                                                        | missing
      weekday(from, zone)           | {"from": "2026-03-14T22:41:07Z", "zone": "Europe/Berlin"} | Saturday
      weekday(from, zone)           | {"from": "2026-03-14T22:41:07Z", "zone": "Asia/Tokyo"}    | Sunday
      weekday(from, zone)           | {"from": "1969-12-31T23:59:59Z"}                          | Wednesday
      weekday(from, zone)           | {}                                                        | missing
      is_weekend(from, zone)        | {"from": "2026-03-14T22:41:07Z"}                          | 1.0
      not is_weekend(from, zone)    | {"from": "2026-03-13T22:41:07Z"}                          | 1.0
      is_weekend(from, zone)        | {}                                                        | missing
      day_of_month(from, zone)      | {"from": "2026-03-14T22:41:07Z", "zone": "Asia/Tokyo"}    | 15.0
      day_of_month(from, zone)      | {}                                                        | missing
      month(from, zone)             | {"from": "2026-03-31T22:41:07Z", "zone": "Asia/Tokyo"}    | 4.0
      month(from, zone)             | {}                                                        | missing
      year(from, zone)              | {"from": "2026-12-31T22:41:07Z", "zone": "Asia/Tokyo"}    | 2027.0
      year(from, zone)              | {}                                                        | missing
      days_to_month_end(from, zone) | {"from": "2028-02-28T12:00:00Z"}                          | 1.0
      days_to_month_end(from, zone) | {"from": "2026-02-28T12:00:00Z"}                          | 0.0
      days_to_month_end(from, zone) | {}                                                        | missing
      days_between(from, to)        | {"from": "2026-03-14T00:00:00Z", "to": "2026-03-15T13:00:00+01:00"} | 1.5
      days_between(from, to)        | {"from": "2026-03-14T00:00:00Z", "to": "2026-03-14T00:00:00Z"} | 0.0
      days_between(from, to)        | {"from": "2026-03-14T00:00:00.5Z", "to": "2026-03-14T00:00:00Z"} | missing
      days_between(from, to)        | {"from": "2026-03-14T00:00:00Z"}                          | missing
      days_between(day, to)         | {"day": "2026-03-14", "to": "2026-03-15T12:00:00Z"}       | 1.5
      hours_between(from, to)       | {"from": "2026-03-14T00:00:00.25Z", "to": "2026-03-14T01:00:00.25Z"} | 1.0
      hours_between(from, to)       | {"to": "2026-03-14T00:00:00Z"}                            | missing
      hour_sin(from, zone)          | {"from": "2026-03-14T18:00:00Z"}                          | -1.0
      hour_sin(from, zone)          | {}                                                        | missing
      hour_cos(from, zone)          | {"from": "2026-03-14T18:00:00Z"}                          | 0.0
      hour_cos(from, zone)          | {}                                                        | missing
      # without a zone, the offset as written; of a time with Z, the second zone; else UTC
      hour(from)                    | {"from": "2026-03-14T22:41:07-05:00"}                     | 22.0
      hour(from)                    | {"from": "2026-03-14T22:41:07Z"}                          | 22.0
      hour(from, zone, zone('Asia/Tokyo')) | {"from": "2026-03-14T22:41:07Z"}                   | 7.0
      hour(from, zone, zone('Asia/Tokyo')) | {"from": "2026-03-14T22:41:07+00:00"}              | 22.0
      hour(from, zone, zone('Asia/Tokyo')) | {"from": "2026-03-14T22:41:07Z", "zone": "Europe/Berlin"} | 23.0
      hour(from, zone(s))           | {"from": "2026-03-14T22:41:07Z", "s": "Asia/Tokyo"}       | 7.0
      hour(from, zone, zone(lookup(zone_of, s))) | {"from": "2026-03-14T22:41:07Z", "s": "DE"}  | 23.0
      hour(from, zone, zone(lookup(zone_of, s))) | {"from": "2026-03-14T22:41:07Z", "s": "XX"}  | 22.0
      hour(from, zone, zone(lookup(zone_of, s))) | {"from": "2026-03-14T22:41:07Z", "s": "FR"}  | 22.0
      hour(from, zone, zone(s)) | {"from": "2026-03-14T22:41:07Z", "s": "Mars/Olympus"}  | 22.0
      is_missing(zone(s))           | {"s": "europe/berlin"}                                    | 1.0
      is_missing(zone(s))           | {"s": "Europe/Berlin"}                                    | 0.0
      # the night the clocks go forward in Berlin
      hour(from, zone)              | {"from": "2026-03-29T00:59:59Z", "zone": "Europe/Berlin"} | 1.0
      hour(from, zone)              | {"from": "2026-03-29T01:00:00Z", "zone": "Europe/Berlin"} | 3.0
      offset_minutes(from, zone)    | {"from": "2026-03-29T01:00:00Z", "zone": "Europe/Berlin"} | 120.0
      offset_minutes(from)          | {"from": "2026-03-29T01:00:00-03:30"}                     | -210.0
      offset_minutes(from)          | {"from": "2026-03-29T01:00:00Z"}                          | 0.0
      offset_minutes(from, zone)    | {"zone": "Europe/Berlin"}                                 | missing
      second(from, zone)            | {"from": "1969-12-31T23:59:58Z"}                          | 58.0
      second(from, zone)            | {}                                                        | missing
      """;

  static final String ARRAYS =
      """
      count(v)              | {}                                             | 0.0
      count(v)              | {"items": []}                                  | 0.0
      count(v)              | {"items": [{"v": 1}, {}, null, {"v": null}]}   | 1.0
      sum(v)                | {}                                             | 0.0
      sum(v)                | {"items": [{"v": 1}, {}, {"v": 2.5}]}          | 3.5
      sum(v * w)            | {"items": [{"v": 1, "w": 2}, {"v": 5}, {"v": 2, "w": 3}]} | 8.0
      sum(v * x)            | {"x": 10, "items": [{"v": 1}, {"v": 2}]}       | 30.0
      sum(v > mean(v))      | {"items": [{"v": 1}, {"v": 2}, {"v": 6}]}      | 1.0
      mean(v)               | {"items": [{"v": 1}, {}, {"v": 2}]}            | 1.5
      mean(v)               | {"items": [{}]}                                | missing
      min(v)                | {"items": [{}, {"v": 3}, {"v": -2}]}           | -2.0
      min(v)                | {}                                             | missing
      max(v)                | {"items": [{}, {"v": 3}, {"v": -2}]}           | 3.0
      max(v)                | {}                                             | missing
      std(v)                | {"items": [{"v": 1}, {}, {"v": 3}]}            | 1.0
      std(v)                | {"items": [{"v": 1}]}                          | 0.0
      std(v)                | {}                                             | missing
      first(v)              | {"items": [{}, {"v": 1}, {"v": 2}]}            | 1.0
      first(v)              | {}                                             | missing
      last(v)               | {"items": [{"v": 1}, {"v": 2}, {}]}            | 2.0
      last(v)               | {}                                             | missing
      any(b)                | {"items": [{"b": false}, {}, {"b": true}]}     | 1.0
      any(b)                | {"items": [{"b": false}, {}]}                  | 0.0
      any(b)                | {"items": [{}]}                                | missing
      all(b)                | {"items": [{"b": true}, {}, {"b": true}]}      | 1.0
      all(b)                | {"items": [{"b": false}, {"b": true}]}         | 0.0
      all(b)                | {}                                             | missing
      share(v, b)           | {"items": [{"v": 1, "b": true}, {"v": 3}]}     | 0.25
      share(v, b)           | {"items": [{"v": 1}, {"v": 3}]}                | 0.0
      share(v, b)           | {"items": [{"v": 0, "b": true}]}               | missing
      share(v, k in ['a'])  | {"items": [{"v": 1, "k": "a"}, {"v": 1, "k": "b"}, {"v": 2}]} | 0.25
      count_distinct(k)     | {"items": [{"k": "a"}, {"k": "b"}, {"k": "a"}, {"k": " "}, {}]} | 2.0
      count_distinct(k)     | {}                                             | 0.0
      count_distinct(tag)   | {"tags": ["a", "b", null, "a", ""]}            | 2.0
      argmax(k, v)          | {"items": [{"k": "a", "v": 3}, {"k": "b", "v": 2}, {"k": "b", "v": 2}]} | b
      argmax(k, v)          | {"items": [{"k": "b", "v": 2}, {"k": "a", "v": 2}]} | a
      argmax(k, v)          | {"items": [{"k": "\\ud83d\\ude00", "v": 2}, {"k": "\\uffee", "v": 2}]} | ￮
      argmax(k, v)          | {"items": [{"k": "a"}, {"v": 9}, {"k": "b", "v": -1}]} | b
      argmax(k, v)          | {"items": [{"k": "a"}]}                        | missing
      argmax(tag, 1)        | {"tags": ["a", "b", "b"]}                      | b
      entropy(k, v)         | {"items": [{"k": "a", "v": 1}, {"k": "b", "v": 1}]} | 0.6931471805599453
      entropy(k, v)         | {"items": [{"k": "a", "v": 1}, {"k": "a", "v": 1}]} | 0.0
      entropy(k, v)         | {"items": [{"k": "a", "v": 0}]}                | missing
      entropy(k, v)         | {}                                             | missing
      most_variants(h, k)   | {"items": [{"k": "i", "h": "1"}, {"k": "i", "h": "2"}, {"k": "i", "h": "2"}, {"k": "j", "h": "3"}]} | 2.0
      most_variants(h, k)   | {"items": [{"k": "i"}]}                        | 0.0
      most_variants(h, k)   | {}                                             | 0.0
      median(v)             | {"items": [{"v": 9}, {"v": 1}, {}, {"v": 4}]}  | 4.0
      median(v)             | {"items": [{"v": 9}, {"v": 1}]}                | 1.0
      median(v)             | {"items": [{}]}                                | missing
      first_text(k)         | {"items": [{}, {"k": "a"}, {"k": "b"}]}        | a
      first_text(k)         | {"items": [{}]}                                | missing
      last_text(k)          | {"items": [{"k": "a"}, {"k": "b"}, {"k": " "}]} | b
      last_text(tag)        | {}                                             | missing
      group_max(k, v)       | {"items": [{"k": "a", "v": 3}, {"k": "b", "v": 2}, {"k": "b", "v": 2}]} | 4.0
      group_max(k, v)       | {"items": [{"k": "a", "v": -3}]}               | -3.0
      group_max(k, v)       | {"items": [{"k": "a"}, {"v": 1}]}              | missing
      argmax(k, exp(v) * w) | {"items": [{"k": "a", "v": 999, "w": 1}, {"k": "a", "v": 999, "w": -1}, {"k": "b", "v": 0, "w": 1}]} | b
      count_distinct(lookup(place_of, k)) | {"items": [{"k": "a"}, {"k": "b"}, {"k": "x"}]} | 2.0
      sum(lookup(height_of, k)) | {"items": [{"k": "a"}, {"k": "x"}, {}]}    | 233.5
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = NUMBERS)
  void numbers(String expression, String order, String expected) {
    assertEquals(expected, Sample.value(expression, order));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = TEXTS)
  void texts(String expression, String order, String expected) {
    assertEquals(expected, Sample.value(expression, order));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = TIMES)
  void times(String expression, String order, String expected) {
    assertEquals(expected, Sample.value(expression, order));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = ARRAYS)
  void arrays(String expression, String order, String expected) {
    assertEquals(expected, Sample.value(expression, order));
  }

  @Test
  void everyFunctionStandsInATable() {
    Matcher call = Pattern.compile("([a-z_0-9]+)\\(").matcher(NUMBERS + TEXTS + TIMES + ARRAYS);
    Set<String> called = new TreeSet<>();
    while (call.find()) {
      called.add(call.group(1));
    }

    assertEquals(new TreeSet<>(Dialect.NEWEST.functions().keySet()), called);
  }

  /** Clarification 7 of the order format: the double nearest to each exact value. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.0, 1.0",
    "1, 0.25881904510252074, 0.9659258262890683",
    "2, 0.5, 0.8660254037844386",
    "3, 0.7071067811865476, 0.7071067811865476",
    "4, 0.8660254037844386, 0.5",
    "5, 0.9659258262890683, 0.25881904510252074",
    "6, 1.0, 0.0",
    "7, 0.9659258262890683, -0.25881904510252074",
    "8, 0.8660254037844386, -0.5",
    "9, 0.7071067811865476, -0.7071067811865476",
    "10, 0.5, -0.8660254037844386",
    "11, 0.25881904510252074, -0.9659258262890683",
    "12, 0.0, -1.0",
    "13, -0.25881904510252074, -0.9659258262890683",
    "14, -0.5, -0.8660254037844386",
    "15, -0.7071067811865476, -0.7071067811865476",
    "16, -0.8660254037844386, -0.5",
    "17, -0.9659258262890683, -0.25881904510252074",
    "18, -1.0, 0.0",
    "19, -0.9659258262890683, 0.25881904510252074",
    "20, -0.8660254037844386, 0.5",
    "21, -0.7071067811865476, 0.7071067811865476",
    "22, -0.5, 0.8660254037844386",
    "23, -0.25881904510252074, 0.9659258262890683",
  })
  void theHourIsAPointOnACircle(int hour, String sine, String cosine) {
    String order = "{\"from\": \"2026-03-14T%02d:59:59Z\"}".formatted(hour);

    assertEquals(sine, Sample.value("hour_sin(from, zone)", order));
    assertEquals(cosine, Sample.value("hour_cos(from, zone)", order));
    assertEquals(StrictMath.sin(Math.PI * hour / 12), Double.parseDouble(sine), 1e-15);
  }
}
