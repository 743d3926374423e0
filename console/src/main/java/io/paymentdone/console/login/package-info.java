/**
 * Who may do what at the console, outside the profile {@code local}: its page of the login, its
 * sessions, and logins at an OpenID provider.
 */
@NullMarked
package io.paymentdone.console.login;

import org.jspecify.annotations.NullMarked;
