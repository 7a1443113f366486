import { numberOf, textOf, type JsonObject } from '../../json-value.ts';
import { data, noContent } from '../answer.ts';
import { listV3, pageParameters } from '../page-of.ts';
import { missing } from '../refusal.ts';
import { bodyOf, idsOf, type Call, type Route } from '../route.ts';
import type { Catalogue } from './catalogue.ts';
import { presentOption, presentValue } from './present-product.ts';
import type { OptionValue, Product, ProductOption } from './product.ts';

const changeValue = (value: OptionValue, body: JsonObject): void => {
  value.label = textOf(body, 'label') || value.label;
  if (typeof body['sort_order'] === 'number') value.sortOrder = body['sort_order'];
  if (typeof body['is_default'] === 'boolean') value.isDefault = body['is_default'];
};

export const optionRoutes = (catalogue: Catalogue): Route[] => {
  const optionOf = (call: Call): { readonly product: Product; readonly option: ProductOption } => {
    const product = catalogue.product(idsOf(call)[0]);
    return { product, option: catalogue.option(product, idsOf(call)[1]) };
  };
  const valueOf = (call: Call): { readonly product: Product; readonly option: ProductOption; readonly value: OptionValue } => {
    const { product, option } = optionOf(call);
    const value = option.values.find(({ id }) => id === idsOf(call)[2]);
    if (!value) throw missing();
    return { product, option, value };
  };
  const options = '/v3/catalog/products/{product_id}/options';
  const values = `${options}/{option_id}/values`;
  return [
    {
      operation: `GET ${options}`,
      query: pageParameters,
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        return listV3(call, product.options, (option) => presentOption(product, option));
      },
    },
    {
      operation: `POST ${options}`,
      run: (call) => {
        const product = catalogue.product(idsOf(call)[0]);
        return data(presentOption(product, catalogue.addOption(product, bodyOf(call))));
      },
    },
    {
      operation: `GET ${options}/{option_id}`,
      run: (call) => {
        const { product, option } = optionOf(call);
        return data(presentOption(product, option));
      },
    },
    {
      operation: `PUT ${options}/{option_id}`,
      run: (call) => {
        const { product, option } = optionOf(call);
        const body = bodyOf(call);
        option.displayName = textOf(body, 'display_name') || option.displayName;
        option.type = textOf(body, 'type') || option.type;
        if (typeof body['sort_order'] === 'number') option.sortOrder = body['sort_order'];
        for (const input of Array.isArray(body['option_values']) ? (body['option_values'] as JsonObject[]) : []) {
          const known = option.values.find(({ id }) => id === numberOf(input, 'id'));
          if (known) changeValue(known, input);
          else catalogue.addValue(product, option, input);
        }
        catalogue.touch(product);
        return data(presentOption(product, option));
      },
    },
    {
      operation: `DELETE ${options}/{option_id}`,
      run: (call) => {
        const { product, option } = optionOf(call);
        catalogue.removeOption(product, option);
        return noContent;
      },
    },
    { operation: `GET ${values}`, query: pageParameters, run: (call) => listV3(call, optionOf(call).option.values, presentValue) },
    {
      operation: `POST ${values}`,
      run: (call) => {
        const { product, option } = optionOf(call);
        return data(presentValue(catalogue.addValue(product, option, bodyOf(call))));
      },
    },
    { operation: `GET ${values}/{value_id}`, run: (call) => data(presentValue(valueOf(call).value)) },
    {
      operation: `PUT ${values}/{value_id}`,
      run: (call) => {
        const { product, value } = valueOf(call);
        changeValue(value, bodyOf(call));
        catalogue.touch(product);
        return data(presentValue(value));
      },
    },
    {
      operation: `DELETE ${values}/{value_id}`,
      run: (call) => {
        const { product, option, value } = valueOf(call);
        catalogue.removeValue(product, option, value);
        return noContent;
      },
    },
  ];
};
