/**
 * The expression language: a text to code that computes a value from a row.
 *
 * <pre>
 * text -> Tokens -> ExpressionParser -> ExpressionBuilder   names and types are checked
 *      -> ExpressionNode                the parts as written, for explanations
 *      -> Expression                    the code: Row -> number, text, time, zone
 * Dialect -> Function...                what can be called: NumberFunctions, TextFunctions, ...
 * </pre>
 *
 * A new function is one entry in one of the classes named {@code ...Functions}.
 */
@NullMarked
package io.tandem.sharedfeatures.expression;

import org.jspecify.annotations.NullMarked;
