package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Looks for barriers in a page as it is shown, with the rules of axe-core. */
final class AccessibilityCheck {

  /** A page that news changes may be caught in between; what lasts longer is a barrier. */
  private static final Duration CHANGE_MAX = Duration.ofMinutes(1);

  /** From the test's class path: nothing is loaded from the Internet. */
  private static final String AXE = resource("/axe.min.js");

  /**
   * Violations that axe calls serious or critical, each with its place and what to do. Targets
   * smaller than 24 pixels are a rule that axe leaves off.
   *
   * <p>The page is looked at from its top, where its header covers nothing, and without waiting for
   * colors that change slowly. The stripe of a consumer and the like, which style sheets add, are
   * behind no text: with them axe does not calculate a contrast.
   */
  private static final String VIOLATIONS =
      """
      scrollTo(0, 0);
      for (const change of document.getAnimations()) {
        if (change instanceof CSSTransition) change.finish();
      }
      const contrast = {
        ignorePseudo: true, pseudoSizeThreshold: 0.25, ignoreUnicode: true, ignoreLength: false,
        boldValue: 700, boldTextPt: 14, largeTextPt: 18,
        contrastRatio: {normal: {expected: 4.5}, large: {expected: 3}},
        shadowOutlineEmMax: 0.2, textStrokeEmMin: 0.03,
      };
      axe.configure({checks: [{id: 'color-contrast', options: contrast}]});
      const rules = {'target-size': {enabled: true}};
      const words = ({id, impact, help}, {target, failureSummary: what}) =>
        `${id} (${impact}) at ${target.join(' ')}: ${help}. ${what}`.replace(/\\s+/g, ' ');
      return axe.run(document, {resultTypes: ['violations'], rules}).then(({violations}) =>
        violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
          .flatMap((rule) => rule.nodes.map((node) => words(rule, node))));
      """;

  private AccessibilityCheck() {}

  /**
   * Asserts that there is none, on screens of these widths in pixels: on the first in light and in
   * dark, on the others in light, because no color depends on the width. The last width stays.
   */
  static void assertAccessible(Browser browser, int first, int... others) {
    try {
      browser.width(first);
      for (String scheme : List.of("dark", "light")) {
        browser.colorScheme(scheme);
        assertAccessible(browser, first + " px, " + scheme);
      }
      for (int width : others) {
        browser.width(width);
        assertAccessible(browser, width + " px, light");
      }
    } finally {
      browser.colorScheme("");
    }
  }

  private static void assertAccessible(Browser browser, String how) {
    await()
        .atMost(CHANGE_MAX)
        .untilAsserted(() -> assertThat(violations(browser)).as(how).isEmpty());
  }

  /** The serious and critical violations of the page as it is, each in a sentence or two. */
  static List<String> violations(Browser browser) {
    if (!browser.run("return 'axe' in window").booleanValue()) {
      browser.run(AXE);
    }
    return browser.run(VIOLATIONS).valueStream().map(JsonNode::stringValue).toList();
  }

  private static String resource(String name) {
    try (InputStream in = requireNonNull(AccessibilityCheck.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
