package io.paymentdone.console.login;

import java.util.List;

/**
 * What the page of the login offers.
 *
 * @param form whether a client of the API may log in with its name and password
 */
record LoginOptions(boolean form, List<OfferedProvider> providers) {

  LoginOptions {
    providers = List.copyOf(providers);
  }

  /**
   * An OpenID provider.
   *
   * @param path where the login at it begins
   */
  record OfferedProvider(String name, String path) {}
}
